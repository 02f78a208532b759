import type { Machine } from "./machine.ts";
import { readFile } from "node:fs/promises";
import { availableParallelism, freemem, homedir, hostname, totalmem, userInfo } from "node:os";
import { resolve } from "node:path";

/** `workingDirectory`: to work as if started there (`--cwd`), relative to where it was started. */
export function nodeMachine(workingDirectory?: string): Machine {
  return {
    platform: process.platform,
    architecture: process.arch,
    processId: process.pid,
    userId: process.getuid?.() ?? -1,
    groupId: process.getgid?.() ?? -1,
    get userName() {
      return findUserName();
    },
    hostName: hostname(),
    homeDirectory: homedir(),
    workingDirectory: resolve(findWorkingDirectory(), workingDirectory ?? "."),
    environment: definedVariables(),
    nodeVersion: process.versions.node,
    nodePath: process.execPath,
    cpus: availableParallelism(),
    memory: () => readMemory(process.platform, totalmem()),
  };
}

/** An account without an entry in the password file (a container's random user) has no name. */
function findUserName(): string {
  try {
    return userInfo().username;
  } catch {
    return process.env["USER"] ?? String(process.getuid?.() ?? "unknown");
  }
}

/** The folder one stands in may have been removed; the shell still knows its name. */
function findWorkingDirectory(): string {
  try {
    return process.cwd();
  } catch {
    return process.env["PWD"] ?? "/";
  }
}

function definedVariables(): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}

type Memory = Awaited<ReturnType<Machine["memory"]>>;

/** What Linux can still give (the page cache counts as available); elsewhere what the system calls free. */
async function readMemory(platform: string, totalBytes: number): Promise<Memory> {
  const text = platform === "linux" ? await readFile("/proc/meminfo", "utf8").catch(() => "") : "";
  return {
    totalBytes,
    availableBytes: bytesOf(text, "MemAvailable") ?? freemem(),
    swapBytes: bytesOf(text, "SwapTotal") ?? 0,
  };
}

function bytesOf(meminfo: string, field: string): number | undefined {
  const kibibytes = new RegExp(`^${field}:\\s+(\\d+) kB$`, "m").exec(meminfo)?.[1];
  return kibibytes === undefined ? undefined : Number(kibibytes) * 1024;
}
