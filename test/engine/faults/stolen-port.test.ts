import { createServer } from "node:net";
import type { Server } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { describe, expect, onTestFinished, test } from "vitest";
import { serviceIn, statesIn } from "../../program/stream.ts";
import { freePort } from "../free-port.ts";
import { listens } from "../services.ts";
import { testProject } from "../test-project.ts";
import { gated, gateFiles } from "./gated.ts";
import { moments, record, seed } from "./moments.ts";

const spreadMs = 1_500;

describe(`ports that are taken after the check (seed ${String(seed)})`, () => {
  test("each is named, whenever it was stolen, and the next start gets it", async () => {
    const stolen = await Promise.all(moments("port").map(async (part) => ({ part, port: await freePort() })));
    const late = stolen.map(({ port }, index) => [
      `late${String(index)}`,
      listens({
        ports: [`127.0.0.1:${String(port)}:8080`],
        depends_on: { gate: { condition: "service_healthy" } },
      }),
    ]);
    const project = await testProject({
      compose: { services: { gate: gated(), ...Object.fromEntries(late) } },
      files: gateFiles,
    });
    const running = project.start("up", "demo", "--json");
    await running.said("plan-made");
    const thieves = await Promise.all(
      stolen.map(async ({ part, port }) => {
        await delay(part * spreadMs);
        return thief(port);
      }),
    );
    await project.write("gate/open", "");
    const run = await running.ended;
    await Promise.all(thieves.map(end));
    record("port stolen", { parts: stolen.map(({ part }) => part).join(" "), exitCode: run.exitCode });
    expect(run.exitCode).toBe(4);
    for (const [index, { port }] of stolen.entries()) {
      const { state, reason } = serviceIn(run.stdout, `late${String(index)}`);
      expect([state, reason]).toEqual([
        "failed",
        expect.stringContaining(`could not have port ${String(port)}`),
      ]);
    }
    const again = await project.stack("up", "demo", "--json");
    expect(new Set(Object.values(statesIn(again.stdout)))).toEqual(new Set(["ready"]));
  });
});

async function thief(port: number): Promise<Server> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  onTestFinished(() => end(server));
  return server;
}

async function end(server: Server): Promise<void> {
  if (server.listening) await new Promise((resolve) => server.close(resolve));
}
