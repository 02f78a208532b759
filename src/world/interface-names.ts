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

/** Two lines of heading, then `  eth0: 1296 …`. */
export function namesIn(table: string): readonly string[] {
  return [...table.matchAll(/^\s*([^\s:|]+(?::\d+)?):/gmu)].map(([, name = ""]) => name);
}
