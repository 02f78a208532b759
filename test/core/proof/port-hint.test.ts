import { describe, expect, test } from "vitest";
import { observeNow } from "../../../src/core/proof/observe-now.ts";
import { watchedWithoutFiles } from "../../../src/features/backup/stores/watch-without-files.ts";
import type { ExecResult } from "../../../src/world/engine/engine.ts";
import type { ConnectAnswer } from "../../../src/world/network/network.ts";
import { fakeContainer } from "../../world/fake-container.ts";
import { fakeWorld } from "../../world/fake-world.ts";
import { watching } from "./watching.ts";
import type { Setting } from "./watching.ts";

const portHint = { quietForMs: 15_000, atMostMs: 60_000 };
const refused = (): ConnectAnswer => "refused";

/** As `cat /proc/net/tcp` prints it, each listening for everybody, the last for the container alone. */
function table(...ports: readonly number[]): ExecResult {
  const line = (address: string, port: number): string =>
    `   0: ${address}:${port.toString(16).toUpperCase().padStart(4, "0")} 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 1234`;
  const stdout = [...ports.map((port) => line("00000000", port)), line("0100007F", 6060)].join("\n");
  return { kind: "exited", exitCode: 0, stdout, stderr: "" };
}

const nothingInside = { exec: { web: () => table() } };

/** In steps, for what is sampled on the way. */
async function pass({ world }: Setting, seconds: number): Promise<void> {
  for (let second = 0; second < seconds; second += 1) await world.clock.advance(1_000);
}

describe("a container that opens none of the ports it only declares", () => {
  test("is unproven once it has been still for a while, and ready whenever it opens one after all", async () => {
    let open: ConnectAnswer = "refused";
    const setting = await watching({
      detail: { exposedTcpPorts: [8080] },
      rules: { portHint },
      connect: () => open,
      engine: nothingInside,
    });
    await pass(setting, 14);
    expect(setting.verdicts()).toEqual(["waiting"]);
    await pass(setting, 2);
    expect(setting.verdicts()).toEqual(["waiting", "unproven"]);
    expect(setting.last()?.facts.closedHints).toEqual([8080]);
    await pass(setting, 20);
    open = "open";
    await pass(setting, 2);
    expect(setting.verdicts().at(-1)).toBe("ready");
    expect(setting.last()?.facts.proven?.by).toBe("port 8080");
    await setting.stop();
  });

  test("is waited for while it keeps a processor busy, as a start does, but not for ever", async () => {
    let samples = 0;
    const setting = await watching({
      detail: { exposedTcpPorts: [8080] },
      rules: { portHint },
      connect: refused,
      engine: {
        ...nothingInside,
        memoryBytes: { web: 1_024 },
        processorMs: {
          get web() {
            samples += 1;
            return samples * 1_500;
          },
        },
      },
    });
    await pass(setting, 58);
    expect(setting.verdicts()).toEqual(["waiting"]);
    await pass(setting, 4);
    expect(setting.verdicts()).toEqual(["waiting", "unproven"]);
    await setting.stop();
  });

  test("is waited for while its log advances", async () => {
    const setting = await watching({
      detail: { exposedTcpPorts: [8080] },
      rules: { portHint },
      connect: refused,
      engine: nothingInside,
    });
    for (let step = 0; step < 5; step += 1) {
      await pass(setting, 8);
      setting.world.engine.log("web-id", `migration ${String(step)}`);
    }
    expect(setting.verdicts()).toEqual(["waiting"]);
    await pass(setting, 17);
    expect(setting.verdicts()).toEqual(["waiting", "unproven"]);
    await setting.stop();
  });

  test("is proven by another port that it does listen on, though not by one for itself alone", async () => {
    const setting = await watching({
      detail: { exposedTcpPorts: [8080] },
      rules: { portHint },
      connect: refused,
      engine: { exec: { web: () => table(9_600) } },
    });
    await pass(setting, 14);
    expect(setting.last()?.facts.proven).toBeUndefined();
    await pass(setting, 2);
    expect(setting.last()).toMatchObject({ verdict: { kind: "ready" }, facts: { proven: { port: 9_600 } } });
    await setting.stop();
  });

  test("is searched for no other port where the network is not its own", async () => {
    const setting = await watching({
      detail: { exposedTcpPorts: [8080], networks: [{ id: "host", name: "host", address: "" }] },
      rules: { portHint },
      engine: {
        exec: { web: () => table(22) },
      },
    });
    await pass(setting, 17);
    expect(setting.verdicts()).toEqual(["waiting", "unproven"]);
    await setting.stop();
  });

  test("is not ready because Erlang's port mapper is open, which comes before what it stands beside", async () => {
    const setting = await watching({
      detail: { exposedTcpPorts: [4369, 5672, 15692] },
      rules: { portHint },
      connects: { 4369: () => "open", 5672: refused, 15692: refused },
      engine: { exec: { web: () => table(4369) } },
    });
    await pass(setting, 17);
    expect(setting.verdicts()).toEqual(["waiting", "unproven"]);
    await setting.stop();
  });

  test("is stuck, and no less, where that port is published", async () => {
    const published = {
      hostAddress: "0.0.0.0",
      hostPort: 8080,
      containerPort: 8080,
      protocol: "tcp",
    } as const;
    const setting = await watching({
      detail: { exposedTcpPorts: [8080], ports: [published] },
      rules: { portHint, readyWithinMs: 30_000 },
      connect: refused,
    });
    await pass(setting, 31);
    expect(setting.last()?.verdict).toMatchObject({ kind: "failed", reason: { progress: "stuck" } });
    await setting.stop();
  });
});

describe("one look at a container that opens none of the ports it only declares", () => {
  test.each([
    ["on its way at first", 5_000, table(), { kind: "not-ready" }],
    ["unproven then", 16_000, table(), { kind: "unproven", closedHints: [8080] }],
    ["ready by what it does open", 16_000, table(9_600), { kind: "ready", port: 9_600 }],
  ])("finds it %s", async (_, livedMs, inside, expected) => {
    const container = fakeContainer({ project: "p", service: "it", exposedTcpPorts: [8080] });
    const world = fakeWorld({
      engine: { containers: [container], exec: { it: () => inside } },
      network: { interfaces: ["br-net-id"], connect: { "172.20.0.2:8080": refused } },
    });
    const startedAt = new Date(world.clock.now().getTime() - livedMs);
    const detail = { ...container, state: "running", startedAt } as const;
    const looked = observeNow(world, detail, watchedWithoutFiles("it"), new AbortController().signal);
    expect(await looked).toMatchObject(expected);
  });
});
