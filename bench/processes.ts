import { readdirSync, readFileSync, readlinkSync } from "node:fs";

export interface Process {
  readonly id: number;
  readonly parent: number;
  readonly command: string;
  /** Of the process, and of every child that has ended and that it has waited for. */
  readonly cpuMs: number;
}

const ticksPerSecond = 100;

/** Everything that runs on this machine now. */
export function processes(): readonly Process[] {
  return readdirSync("/proc").flatMap((name) => processOf(name) ?? []);
}

/** The first folder that `/proc` names for a process; undefined once it is gone. */
export function folderOf({ id }: Process): string | undefined {
  try {
    return readlinkSync(`/proc/${String(id)}/cwd`);
  } catch {
    return undefined;
  }
}

export function cpuMsOf(some: readonly Process[]): number {
  return some.reduce((sum, { cpuMs }) => sum + cpuMs, 0);
}

function processOf(name: string): Process | undefined {
  if (!/^\d+$/u.test(name)) return undefined;
  try {
    const stat = readFileSync(`/proc/${name}/stat`, "utf8");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    // user, system, and both of the children it has waited for
    const ticks = fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
    const command = readFileSync(`/proc/${name}/cmdline`, "utf8").replaceAll("\0", " ");
    return { id: Number(name), parent: Number(fields[1]), command, cpuMs: (ticks * 1_000) / ticksPerSecond };
  } catch {
    return undefined;
  }
}
