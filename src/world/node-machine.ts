import { availableParallelism, homedir, hostname, totalmem, userInfo } from "node:os";
import { resolve } from "node:path";
import type { Machine } from "./machine.ts";
import { readMemory } from "./machine-memory.ts";

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
