import { describe, expect, it } from "vitest";
import { firstRun } from "../../../src/features/first-run/command.ts";
import { exitCodeOf } from "../../../src/core/events/outcome.ts";
import type { Parts } from "../../stage/behaviour.ts";
import { perform, stagedStack } from "../../stage/staged-stack.ts";
import type { Performing, StagedStack, StageOptions } from "../../stage/staged-stack.ts";
import { exited } from "../../world/fake-processes.ts";

const here = "/home/ann/project";
const script = "/usr/lib/stack/bin/ensure-engine.mjs";
const parts: Parts = {
  web: {
    behaves: { kind: "serves", afterMs: 100 },
    extras: { display: "Web shop", url: { port: 8080 }, "first-step": "log in at {origin} with {env-file}" },
    config: { ports: [{ target: 8080, published: "8080", host_ip: "127.0.0.1", protocol: "tcp" }] },
  },
};

function manifestWith(environment: Readonly<Record<string, unknown>>) {
  return { name: "shop", environments: { development: { layers: ["compose.yaml"], ...environment } } };
}

function newBox(options: StageOptions = {}): StagedStack {
  const box = stagedStack(parts, {
    environment: "development",
    manifest: manifestWith({}),
    ...options,
  });
  const missing = { kind: "not-found" } as const;
  box.world.processes.answer(
    { command: "journalctl", result: missing },
    { command: "docker-compose", result: missing },
  );
  return box;
}

function runFirst(box: StagedStack, performing: Performing = {}) {
  return perform(box, firstRun, { words: [], ...performing });
}

/** Where none answers, until the script has installed one. */
function withoutEngine(kind: "unreachable" | "not-permitted" = "unreachable") {
  const state = { isThere: false };
  const error = { kind, message: "connect ENOENT /var/run/docker.sock" } as const;
  const within: NonNullable<Performing["within"]> = (world) => ({
    ...world,
    engine: {
      ...world.engine,
      ping: async (timeoutMs) => (state.isThere ? world.engine.ping(timeoutMs) : { kind: "failed", error }),
    },
  });
  return { state, within };
}

describe("stack first-run", () => {
  it("shows each step as the command that does it, starts what is there to start, and what to do next", async () => {
    const box = newBox();
    const told = await runFirst(box);
    expect(told.outcome).toEqual({ kind: "done" });
    const commands = told.terminal.errText.split("\n").filter((line) => line.startsWith("$ stack"));
    expect(commands).toEqual([
      "$ stack doctor",
      "$ stack doctor development --fix",
      "$ stack compose development -- pull",
      "$ stack up development",
    ]);
    expect(told.terminal.outText).toMatch(
      /first steps\n {2}Web shop: log in at http:\/\/localhost:8080 with \.env\.development\n {2}look around: stack status/u,
    );
    expect([...box.starts.keys()]).toHaveLength(1);
  });

  it("does nothing again that is done", async () => {
    const box = newBox();
    await runFirst(box);
    const calls = box.world.engine.calls.length;
    expect((await runFirst(box)).outcome).toEqual({ kind: "done" });
    expect(box.world.engine.calls).toHaveLength(calls);
  });

  it("is for no root through sudo", async () => {
    const machine = { userId: 0, environment: { SUDO_UID: "1000" } };
    const { outcome } = await runFirst(newBox({ machine }));
    expect(outcome).toMatchObject({ kind: "usage", message: expect.stringContaining("not through sudo") });
  });

  it("wants a manifest with an environment of that name", async () => {
    const manifest = { name: "shop", environments: { demo: { layers: ["compose.yaml"] } } };
    const { outcome } = await runFirst(newBox({ manifest }));
    expect(outcome).toMatchObject({ kind: "usage", message: expect.stringContaining("`development`") });
  });

  it("fetches first, and starts nothing where an image cannot be had", async () => {
    const box = newBox({
      engine: {
        images: {},
        pull: () => ({
          kind: "failed",
          error: { kind: "refused", status: 404, message: "manifest unknown" },
        }),
      },
    });
    const told = await runFirst(box);
    expect(exitCodeOf(told.outcome)).toBe(4);
    expect(told.terminal.outText + told.terminal.errText).toContain("nothing was started");
    expect(box.starts.size).toBe(0);
  });
});

describe("a box without an engine", () => {
  const show = {
    command: "/usr/bin/node",
    including: [script, "--show"],
    result: exited("apt-get install docker\n"),
  };

  it("shows what it would install, and installs nothing without a yes", async () => {
    const box = newBox();
    box.world.processes.answer(show);
    const { within } = withoutEngine();
    const alone = await runFirst(box, { within });
    expect(alone.terminal.errText).toContain("apt-get install docker");
    expect(alone.outcome).toMatchObject({ kind: "usage", fix: "stack first-run --yes" });
    const no = await runFirst(box, { within, terminal: { answers: ["n"] } });
    expect(no.outcome).toMatchObject({ kind: "usage" });
    expect(box.world.processes.requests.some(({ args }) => args.at(-1) === "--let-in")).toBe(false);
  });

  it("installs it, and goes on to the end", async () => {
    const box = newBox();
    const { state, within } = withoutEngine();
    const install = {
      command: "/usr/bin/node",
      args: [script, "--let-in"],
      result: () => {
        state.isThere = true;
        return exited("installing\n");
      },
    };
    box.world.processes.answer(show, install);
    const told = await runFirst(box, { within, options: { yes: true } });
    expect(told.outcome).toEqual({ kind: "done" });
    expect(told.terminal.errText).toContain("  installing");
  });

  it("says why it could not be installed", async () => {
    const box = newBox();
    const failing = exited("", { exitCode: 1, stderr: "no such package\n" });
    box.world.processes.answer(show, {
      command: "/usr/bin/node",
      args: [script, "--let-in"],
      result: failing,
    });
    const { outcome } = await runFirst(box, { within: withoutEngine().within, options: { yes: true } });
    expect(outcome).toMatchObject({
      kind: "engine-unreachable",
      message: expect.stringContaining("no such package"),
    });
  });
});

describe("who is of the group docker, and not yet in this session", () => {
  const groups = { command: "id", args: ["-nG", "ann"], result: exited("ann docker\n") };

  it("goes on in one that is, and ends as that one does", async () => {
    const box = newBox();
    const handed: string[] = [];
    box.world.processes.answer(groups, {
      command: "sg",
      result: ({ args, environment = {} }) => {
        handed.push(args.join(" "), environment["STACK_FIRST_RUN_IN_GROUP"] ?? "");
        return exited("", { exitCode: 4 });
      },
    });
    const { within } = withoutEngine("not-permitted");
    const told = await runFirst(box, { within, options: { yes: true, leftovers: "keep" } });
    expect(told.outcome).toEqual({ kind: "child-exited", exitCode: 4 });
    expect(handed).toEqual([
      `docker -c '/usr/bin/node' '/usr/lib/stack/bin/stack.js' 'first-run' '--cwd' '${here}' '--yes' '--leftovers' 'keep'`,
      "1",
    ]);
  });

  it("does so once only", async () => {
    const box = newBox({ machine: { environment: { PATH: "/bin", STACK_FIRST_RUN_IN_GROUP: "1" } } });
    box.world.processes.answer(groups);
    const { outcome } = await runFirst(box, { within: withoutEngine("not-permitted").within });
    expect(outcome).toMatchObject({ kind: "engine-unreachable" });
  });
});

describe("a box without a card, for a stack that needs one", () => {
  const needing = { manifest: manifestWith({ gpu: "required" }) };

  it("asks whether it is to be rehearsed, and starts nothing on a No", async () => {
    const box = newBox(needing);
    const told = await runFirst(box, { terminal: { answers: ["n"] } });
    expect(told.terminal.questions[0]).toContain("Rehearse it instead");
    expect(told.outcome).toMatchObject({ kind: "engine-unreachable", fix: expect.any(String) });
    expect(box.starts.size).toBe(0);
  });

  it("says what to type where nobody can be asked", async () => {
    const { outcome } = await runFirst(newBox(needing));
    expect(outcome).toMatchObject({ kind: "usage", fix: "stack first-run --yes" });
  });
});
