import type { World } from "../../../world/world.ts";
import { nvidiaSmi, standardOutput } from "./gpu-query.ts";

/** A process that holds memory of a GPU. */
export interface GpuProcess {
  readonly uuid: string;
  readonly id: number;
  readonly name: string;
  readonly usedMiB: number;
  /** The container it runs in, where it can be told. */
  readonly containerId: string | undefined;
}

export async function observeGpuProcesses(world: World, signal: AbortSignal): Promise<readonly GpuProcess[]> {
  const query = [
    "--query-compute-apps=gpu_uuid,pid,used_memory,process_name",
    "--format=csv,noheader,nounits",
  ];
  const processes = parseGpuProcesses(standardOutput(await nvidiaSmi(world, query, signal)));
  return Promise.all(
    processes.map(async (process) => ({ ...process, containerId: await containerOf(world, process.id) })),
  );
}

/** The name comes last: a command line may hold commas. Memory is [N/A] under WSL. */
export function parseGpuProcesses(text: string): readonly Omit<GpuProcess, "containerId">[] {
  return text.split(/\r?\n/).flatMap((line) => {
    const [uuid = "", id = "", used = "", ...name] = line.split(",").map((cell) => cell.trim());
    if (!uuid.startsWith("GPU-") || !/^\d{1,10}$/.test(id)) return [];
    const usedMiB = Number(/^\d{1,9}/.exec(used)?.[0] ?? 0);
    return [{ uuid, id: Number(id), usedMiB, name: name.join(", ") }];
  });
}

async function containerOf({ files }: World, id: number): Promise<string | undefined> {
  const content = await files.read(`/proc/${id}/cgroup`);
  return content.kind === "text" ? /[/-]([0-9a-f]{64})(?:\.scope)?\s*$/m.exec(content.text)?.[1] : undefined;
}
