import { readdirSync, readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { $ } from "zx";

/** An engine of the benchmark's own: nobody else's containers, and its CPU time is all ours. */
export interface BenchEngine {
  readonly host: string;
  /** A command as it must be run to reach this engine's containers by their addresses. */
  inside(words: readonly string[]): readonly string[];
  /** CPU time of the engine until now: of dockerd, containerd, every shim, and what they have waited for. */
  cpuMs(): number;
  stop(): Promise<void>;
}

/** Needs root: it lives in a network namespace of its own. */
export async function startEngine(projectFolder: string): Promise<BenchEngine> {
  const folder = await mkdtemp(join(tmpdir(), "stack-bench-engine-"));
  const script = join(projectFolder, "bin", "second-engine.mjs");
  const host = (await $`node ${script} start --folder ${folder}`).stdout.trim();
  const processId = Number(readFileSync(join(folder, "docker.pid"), "utf8"));
  return {
    host,
    inside: (words) => ["nsenter", `--net=/proc/${String(processId)}/ns/net`, ...words],
    cpuMs: () => engineCpuMs(processId, folder),
    stop: async () => {
      await $`node ${script} stop --folder ${folder}`;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

interface Entry {
  readonly id: number;
  readonly parent: number;
  readonly ticks: number;
  readonly command: string;
}

const ticksPerSecond = 100;

/** A shim adopts what runs in its container: its own time has that of probes and of containers that ended. */
function engineCpuMs(daemon: number, folder: string): number {
  const entries = readdirSync("/proc").flatMap((name) => entryOf(name) ?? []);
  const daemons = new Set([daemon, ...entries.filter(({ parent }) => parent === daemon).map(({ id }) => id)]);
  const ours = entries.filter(({ id, command }) => daemons.has(id) || command.includes(folder));
  return (ours.reduce((sum, { ticks }) => sum + ticks, 0) * 1_000) / ticksPerSecond;
}

function entryOf(name: string): Entry | undefined {
  if (!/^\d+$/u.test(name)) return undefined;
  try {
    const stat = readFileSync(`/proc/${name}/stat`, "utf8");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    // user, system, and both of the children it has waited for
    const ticks = fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
    const command = readFileSync(`/proc/${name}/cmdline`, "utf8");
    return { id: Number(name), parent: Number(fields[1]), ticks, command };
  } catch {
    return undefined;
  }
}
