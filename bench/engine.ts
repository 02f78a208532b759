import { readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { $ } from "zx";
import { cpuMsOf, processes } from "./processes.ts";

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
export async function startEngine(
  projectFolder: string,
  cgroupParent: string | undefined,
): Promise<BenchEngine> {
  const folder = await mkdtemp(join(tmpdir(), "stack-bench-engine-"));
  const script = join(projectFolder, "bin", "second-engine.mjs");
  const parent = cgroupParent === undefined ? [] : ["--cgroup-parent", cgroupParent];
  const host = (await $`node ${script} start --folder ${folder} ${parent}`).stdout.trim();
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

/** A shim adopts what runs in its container: its own time has that of probes and of containers that ended. */
function engineCpuMs(daemon: number, folder: string): number {
  const all = processes();
  const daemons = new Set([daemon, ...all.filter(({ parent }) => parent === daemon).map(({ id }) => id)]);
  return cpuMsOf(all.filter(({ id, command }) => daemons.has(id) || command.includes(folder)));
}
