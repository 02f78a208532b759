import { join } from "node:path";
import { writeFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { createInterruption } from "../../../src/world/terminal/interruption.ts";
import { nodeProcesses } from "../../../src/world/processes/node-processes.ts";
import type { ProcessRequest, ProcessResult } from "../../../src/world/processes/processes.ts";
import { temporaryFolder } from "../temporary-folder.ts";

const processes = nodeProcesses(createInterruption());

function shell(script: string, rest: Partial<ProcessRequest> = {}): Promise<ProcessResult> {
  return processes.run({ command: "sh", args: ["-c", script], timeoutMs: 20_000, ...rest });
}

/** Whether it runs; one that has ended may stay in the table, where nobody asks for its exit code. */
async function isAlive(processId: number): Promise<boolean> {
  const result = await shell(`ps -o stat= -p ${String(processId)}`);
  return result.kind === "exited" && /^[^Z]/.test(result.stdout.trim());
}

/** The process it names before its time is over; on a slow machine a shell wants more time to begin. */
async function saidBeforeTimeout(script: string): Promise<number> {
  for (let timeoutMs = 200; ; timeoutMs *= 2) {
    const result = await shell(script, { timeoutMs });
    if (result.kind === "timed-out" && result.stdout !== "") return Number(result.stdout);
  }
}

describe("a child process", () => {
  it("that fails is an answer", async () => {
    expect(await shell("echo out; echo err >&2; exit 3")).toEqual({
      kind: "exited",
      exitCode: 3,
      stdout: "out\n",
      stderr: "err\n",
    });
  });

  it("is told of once it runs, and not where it cannot", async () => {
    const told: string[] = [];
    const onStarted = () => told.push("runs");
    await shell("exit 0", { onStarted }).then(() => told.push("ended"));
    expect(told).toEqual(["runs", "ended"]);
    const aborted = AbortSignal.abort();
    await shell("exit 0", { signal: aborted, onStarted });
    expect(told).toEqual(["runs", "ended"]);
  });

  it("that a signal ends is told with the signal", async () => {
    expect(await shell("kill -KILL $$")).toMatchObject({ kind: "killed", signal: "SIGKILL" });
  });

  it("that is not there, or may not be run, is an answer too", async () => {
    const folder = await temporaryFolder();
    const plain = join(folder, "plain");
    await writeFile(plain, "#!/bin/sh\n", { mode: 0o644 });
    const run = (command: string) => processes.run({ command, args: [], timeoutMs: 5000 });
    expect(await run(join(folder, "none"))).toEqual({ kind: "not-found" });
    expect(await run(join(plain, "below"))).toEqual({ kind: "not-found" });
    expect(await run(plain)).toEqual({ kind: "not-permitted" });
  });

  it("gets the environment it is given and nothing of ours", async () => {
    const result = await processes.run({
      command: "/usr/bin/env",
      args: [],
      environment: { ONLY: "this" },
      timeoutMs: 5000,
    });
    expect(result).toMatchObject({ stdout: "ONLY=this\n" });
  });

  it("reads what it is given, and otherwise finds its input closed", async () => {
    expect(await shell("cat", { input: "secret" })).toMatchObject({ stdout: "secret" });
    expect(await shell("cat; echo done")).toMatchObject({ stdout: "done\n" });
  });

  it("need not read what it is given", async () => {
    expect(await shell("exit 0", { input: "x".repeat(2_000_000) })).toMatchObject({
      kind: "exited",
      exitCode: 0,
    });
  });

  it("that says more than can be an answer is heard no longer, and no memory is taken for it", async () => {
    const result = await shell("exec yes");
    expect(result).toMatchObject({ kind: "endless" });
    expect(await shell("exec yes >&2")).toMatchObject({ kind: "endless" });
  }, 20_000);

  it("tells megabytes whole", async () => {
    const result = await shell("head -c 3000000 /dev/zero | tr '\\0' x");
    expect(result.kind === "exited" ? result.stdout.length : result).toBe(3_000_000);
  });

  it("tells each line as it comes", async () => {
    const seen: string[] = [];
    const request = { command: "sh", args: ["-c", "echo one; echo two >&2; printf three"], timeoutMs: 5000 };
    const result = await processes.stream(request, (line, from) => seen.push(`${from}: ${line}`));
    expect(seen.toSorted()).toEqual(["stderr: two", "stdout: one", "stdout: three"]);
    expect(result).toEqual({ kind: "exited", exitCode: 0, stdout: "", stderr: "" });
  });
});

describe("a child process that takes too long", () => {
  it("is ended with everything it started, and what it said is kept", async () => {
    expect(await isAlive(await saidBeforeTimeout("sleep 300 & echo $!; wait"))).toBe(false);
  });

  it("is killed when it will not end", async () => {
    const child = await saidBeforeTimeout("trap '' TERM; echo $$; while :; do sleep 0.05; done");
    expect(await isAlive(child)).toBe(false);
  });

  it("leaves nobody behind who does not heed being asked, also when the first of them does", async () => {
    const deaf = "(trap '' TERM; exec sleep 300) > /dev/null 2>&1 & echo $!; exec sleep 300";
    expect(await isAlive(await saidBeforeTimeout(deaf))).toBe(false);
  });

  it("is aborted by the signal, and never started after it", async () => {
    const folder = await temporaryFolder();
    const controller = new AbortController();
    const running = processes.stream(
      { command: "sh", args: ["-c", "echo up; sleep 300"], signal: controller.signal },
      () => {
        controller.abort();
      },
    );
    expect((await running).kind).toBe("aborted");
    const late = await shell(`touch ${folder}/started`, { signal: controller.signal });
    expect(late.kind).toBe("aborted");
    expect(await shell(`test -e ${folder}/started`)).toMatchObject({ exitCode: 1 });
  });

  it("does not keep us when a daemon it left behind holds its output open", async () => {
    const folder = await temporaryFolder();
    const script = `setsid sh -c 'echo $$ > ${folder}/daemon; exec sleep 300' & echo done`;
    expect(await shell(script)).toEqual({ kind: "exited", exitCode: 0, stdout: "done\n", stderr: "" });
    await shell(`kill $(cat ${folder}/daemon)`);
  });
});

describe("handing over the terminal", () => {
  it("answers with the exit code, 128 and the signal's number after a signal", async () => {
    const handOver = (script: string) => processes.handOver({ command: "sh", args: ["-c", script] });
    expect(await handOver("exit 7")).toMatchObject({ kind: "exited", exitCode: 7 });
    expect(await handOver("kill -TERM $$")).toMatchObject({ kind: "exited", exitCode: 143 });
    expect(await processes.handOver({ command: "/no/such/program", args: [] })).toEqual({
      kind: "not-found",
    });
  });
});
