import type { Clock } from "../../../../src/world/clock.ts";
import type { Files, FileContent, FileStat } from "../../../../src/world/files/files.ts";
import type { ProcessRequest, ProcessResult, Processes } from "../../../../src/world/processes/processes.ts";
import type { World } from "../../../../src/world/world.ts";

/** A world with only these parts; anything else a check touches is a mistake and throws. */
export function stubWorld(parts: Partial<World>): World {
  return {
    processes: partly("processes", {}),
    compose: partly("compose", {}),
    engine: partly("engine", {}),
    files: partly("files", {}),
    network: partly("network", {}),
    machine: stubMachine({}),
    clock: stoppedClock(),
    random: partly("random", {}),
    certificates: partly("certificates", {}),
    locks: partly("locks", {}),
    terminal: partly("terminal", {}),
    background: partly("background", {}),
    ...parts,
  };
}

/** Every method throws its name, except these. */
export function partly<T extends object>(name: string, methods: Partial<T>): T {
  const nothing: T = JSON.parse("{}");
  return new Proxy(Object.assign(nothing, methods), {
    get: (target, method) =>
      method in target
        ? Reflect.get(target, method)
        : () => {
            throw new Error(`unexpected: ${name}.${String(method)}`);
          },
  });
}

export function stubMachine(parts: Partial<World["machine"]>): World["machine"] {
  const gibibyte = 1024 ** 3;
  return {
    platform: "linux",
    architecture: "x64",
    processId: 4242,
    userId: 1000,
    groupId: 1000,
    userName: "ada",
    hostName: "box",
    homeDirectory: "/home/ada",
    workingDirectory: "/home/ada/stack",
    environment: {},
    nodeVersion: "20.20.0",
    nodePath: "/usr/bin/node",
    cpus: 8,
    memory: async () => ({ totalBytes: 32 * gibibyte, availableBytes: 30 * gibibyte, swapBytes: 0 }),
    ...parts,
  };
}

/** Time stands still: what sleeps, sleeps until its signal aborts. */
export function stoppedClock(now = new Date("2026-11-21T12:00:00Z")): Clock {
  return {
    now: () => now,
    elapsedMs: () => 0,
    sleep: async (_ms, signal) =>
      new Promise((resolve) => {
        if (signal.aborted) resolve();
        signal.addEventListener("abort", () => resolve(), { once: true });
      }),
  };
}

/** Time flies: every sleep is over at once. */
export function rushedClock(): Clock {
  return { ...stoppedClock(), sleep: async () => {} };
}

export type Script = (request: ProcessRequest) => ProcessResult | undefined;

/** Answers `run`; a command the script does not know is a mistake. */
export function scripted(script: Script): Processes {
  return partly<Processes>("processes", {
    run: async (request) => {
      const result = script(request);
      if (result === undefined)
        throw new Error(`unexpected: ${[request.command, ...request.args].join(" ")}`);
      return result;
    },
  });
}

export function printed(stdout: string, exitCode = 0): ProcessResult {
  return { kind: "exited", exitCode, stdout, stderr: "" };
}

/** A file system of a few files (text) and folders (undefined). */
export function stubFiles(
  tree: Readonly<Record<string, string | undefined>>,
  parts: Partial<Files> = {},
): Files {
  const read = async (path: string): Promise<FileContent> => {
    if (!(path in tree)) return { kind: "absent" };
    const text = tree[path];
    return text === undefined ? { kind: "directory" } : { kind: "text", text };
  };
  const stat = async (path: string): Promise<FileStat> => {
    if (!(path in tree)) return { kind: "absent" };
    const text = tree[path];
    return {
      kind: text === undefined ? "directory" : "file",
      mode: 0o755,
      ownerId: 1000,
      sizeBytes: text?.length ?? 0,
      modifiedAt: new Date("2026-11-21T12:00:00Z"),
    };
  };
  const list = async (path: string) =>
    Object.keys(tree)
      .filter((entry) => entry.startsWith(`${path}/`) && !entry.slice(path.length + 1).includes("/"))
      .map((entry) => entry.slice(path.length + 1));
  return partly<Files>("files", { read, stat, list, ...parts });
}
