import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { statesIn } from "../../program/stream.ts";
import { containerIds } from "../docker.ts";
import { ensureBusybox } from "../images.ts";
import { asksItself, runs } from "../services.ts";
import { closeProject, openProject } from "../test-project.ts";
import type { TestProject } from "../test-project.ts";
import { moments, record, seed } from "./moments.ts";

let project: TestProject;
let downMs: number;
let upMs: number;

const serve =
  "mkdir -p /tmp/www; echo hi > /tmp/www/index.html; httpd -f -p 8080 -h /tmp/www & while :; do wait; done";

/** It answers, and ends its own way when it is told to. */
function ending(onTerm: string, more: Readonly<Record<string, unknown>> = {}): unknown {
  const health = { healthcheck: asksItself, stop_signal: "SIGTERM" };
  return runs(`trap '${onTerm}' TERM; ${serve}`, { ...health, ...more });
}

/** Some take their time to stop, one has to be killed, one is started again by the engine whenever it ends. */
const services = {
  store: ending("sleep 1; exit 0", { volumes: ["data:/data"] }),
  migrate: runs("exit 0", { depends_on: { store: { condition: "service_healthy" } } }),
  deaf: ending("", { stop_grace_period: "2s", depends_on: { store: { condition: "service_healthy" } } }),
  kept: ending("sleep 1; exit 1", {
    restart: "unless-stopped",
    depends_on: { migrate: { condition: "service_completed_successfully" } },
  }),
  front: ending("exit 0", { depends_on: { deaf: { condition: "service_healthy" } } }),
};

const allWell = { store: "ready", migrate: "completed", deaf: "ready", kept: "ready", front: "ready" };

beforeAll(async () => {
  await ensureBusybox();
  project = await openProject();
  await project.write("stack.yaml", {
    name: project.name.replace(/-demo$/u, ""),
    environments: { demo: { layers: ["compose.yaml"] } },
  });
  await project.write("compose.yaml", { services, volumes: { data: {} } });
  const up = await project.stack("up", "demo", "--json");
  expect(statesIn(up.stdout), up.stdout + up.stderr).toEqual(allWell);
  const down = await project.stack("down", "demo");
  expect(down.exitCode, down.stderr).toBe(0);
  [upMs, downMs] = [up.tookMs, down.tookMs];
});
afterAll(() => closeProject(project));

describe(`a stop that is killed (seed ${String(seed)})`, () => {
  test.each(moments("down killed"))(
    "at %f of its length: the next start is as long as any, and everything runs, once",
    async (part) => {
      expect((await project.stack("up", "demo")).exitCode).toBe(0);
      const cut = project.start("down", "demo");
      await Promise.race([delay(part * downMs), cut.ended]);
      cut.process.kill("SIGKILL");
      const { exitCode } = await cut.ended;
      const up = await project.stack("up", "demo", "--json");
      const tookMs = Math.round(up.tookMs);
      record("down killed", { part, exitCode, upExitCode: up.exitCode, tookMs, usualMs: Math.round(upMs) });
      expect([up.exitCode, statesIn(up.stdout)], up.stdout + up.stderr).toEqual([0, allWell]);
      // what the engine still stops has to end first; never longer than all of that and a whole start
      expect(tookMs, up.stdout).toBeLessThan(5 * (upMs + downMs));
      const names = Object.keys(await containerIds(project.name)).toSorted();
      expect(names).toEqual(["deaf-1", "front-1", "kept-1", "migrate-1", "store-1"]);
      // it looks for three seconds only: on a busy machine it takes more than one look
      const status = async () => (await project.stack("status", "demo")).exitCode;
      await expect.poll(status, { timeout: 60_000, interval: 500 }).toBe(0);
    },
  );
});
