import { readFileSync } from "node:fs";
import { networkInterfaces } from "node:os";

/**
 * The kernel's own table, where there is one: `networkInterfaces` takes as long for every interface as this for all, and
 * an engine has one for each container.
 */
export function interfaceNames(): readonly string[] {
  try {
    // of this very process: its network namespace may not be that of whoever mounted /sys
    return namesIn(readFileSync("/proc/self/net/dev", "utf8"));
  } catch {
    return Object.keys(networkInterfaces());
  }
}

/**
 * Whether this machine has an interface of that name. One that was seen is not looked for again: who asks has a container
 * behind it, and an engine's bridges are never named twice.
 */
export function interfaceChecker(names = interfaceNames): (name: string) => boolean {
  const seen = new Set<string>();
  return (name) => {
    if (!seen.has(name)) for (const each of names()) seen.add(each);
    return seen.has(name);
  };
}

/** Two lines of heading, then `  eth0: 1296 …`. */
export function namesIn(table: string): readonly string[] {
  return [...table.matchAll(/^\s*([^\s:|]+(?::\d+)?):/gmu)].map(([, name = ""]) => name);
}
