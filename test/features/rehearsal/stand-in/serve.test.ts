import { afterEach, describe, expect, test } from "vitest";
import { buildStandIn, callTool, freePort, orders, serve, type Serving } from "./stand-in-program.ts";
import type { Performance } from "../../../../src/features/rehearsal/stand-in/performance.ts";

const program = buildStandIn();
const running: Serving[] = [];

afterEach(async () => {
  for (const { child, end } of running.splice(0)) {
    child.kill("SIGKILL");
    await end;
  }
});

describe("a stand-in", () => {
  test.each(["SIGTERM", "SIGINT", "SIGQUIT"] as const)("ends with 0 at once on %s", async (signal) => {
    const { child, end } = await started({});
    child.kill(signal);
    expect((await end).exitCode).toBe(0);
  });

  test("says what the real one says while it loads, and listens only then", async () => {
    const port = await freePort();
    const part = { bootLines: ["loading", "ready"], ports: [{ port, speaks: "tcp" as const }] };
    const loading = start({ ...part, loadMs: 3_600_000 });
    await loading.says("loading");
    expect((await callTool(program, ["nc", "-z", "127.0.0.1", String(port)])).exitCode).toBe(1);
    loading.child.kill("SIGKILL");
    await loading.end;
    await start({ ...part, loadMs: 1 }).says(`listening on port ${String(port)}`);
    expect((await callTool(program, ["nc", "-z", "127.0.0.1", String(port)])).exitCode).toBe(0);
  });

  test("listens on IPv6 too", async () => {
    const port = await freePort();
    await started({ ports: [{ port, speaks: "tcp" }] });
    expect((await callTool(program, ["nc", "-z", "::1", String(port)])).exitCode).toBe(0);
  });

  test("of a one-shot ends with 0 when it has loaded", async () => {
    expect((await start({ ends: true }).end).exitCode).toBe(0);
  });

  test("told to crash ends with 1 after its load, and never says it is ready", async () => {
    const ended = await start({ fault: "crash", bootLines: ["loading", "ready"] }).end;
    expect(ended).toMatchObject({
      exitCode: 1,
      out: "loading\n",
      err: expect.stringContaining("told to crash"),
    });
  });

  test("told to hang says nothing, listens nowhere, and still ends when asked", async () => {
    const port = await freePort();
    const { child, end } = start({ fault: "hang", bootLines: ["loading"], ports: [{ port, speaks: "tcp" }] });
    await titled(child.pid, "stand-in loading");
    expect((await callTool(program, ["nc", "-z", "127.0.0.1", String(port)])).exitCode).toBe(1);
    child.kill("SIGTERM");
    expect(await end).toEqual({ exitCode: 0, out: "", err: "" });
  });

  test("that cannot have its port ends with 1 and names it", async () => {
    const port = await freePort();
    await started({ ports: [{ port, speaks: "tcp" }] });
    const second = await start({ ports: [{ port, speaks: "tcp" }] }).end;
    expect(second).toMatchObject({ exitCode: 1, err: expect.stringContaining(`port ${String(port)}`) });
  });
});

describe("the check of a service whose image is unknown", () => {
  test.each([
    ["serving", {}, 0],
    ["unhealthy", { fault: "unhealthy" }, 1],
  ] as const)("tells that it is %s", async (_state, changes, exitCode) => {
    const told = orders({
      service: `answering-${_state}`,
      ports: [{ port: await freePort(), speaks: "tcp" }],
      ...changes,
    });
    const { child } = await started(told);
    await titled(child.pid, `stand-in ${_state}`);
    const environment = { STACK_STAND_IN: JSON.stringify(told) };
    expect((await callTool(program, ["answering"], { environment })).exitCode).toBe(exitCode);
  });

  test("fails while nothing serves", async () => {
    const environment = { STACK_STAND_IN: JSON.stringify(orders({ service: "nobody" })) };
    const { exitCode, err } = await callTool(program, ["answering"], { environment });
    expect({ exitCode, err }).toEqual({ exitCode: 1, err: "nobody is not serving\n" });
  });
});

function start(changes: Partial<Performance>): Serving {
  const serving = serve(program, orders(changes));
  running.push(serving);
  return serving;
}

async function started(changes: Partial<Performance>): Promise<Serving> {
  const serving = start(changes);
  await serving.says("starting");
  for (const { port } of changes.ports ?? []) await serving.says(`listening on port ${String(port)}`);
  return serving;
}

/** Asks the system for the process's title until it is this; the test's own time limit ends it. */
async function titled(pid: number | undefined, title: string): Promise<void> {
  const { readFile } = await import("node:fs/promises");
  while (!(await readFile(`/proc/${String(pid)}/cmdline`, "utf8")).startsWith(title));
}
