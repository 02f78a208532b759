import type { Finding } from "../check.ts";
import { dataOf } from "../finding-data.ts";
import { runAsRoot } from "./fixes.ts";
import type { Fix } from "./fixes.ts";

/** Raises vm.max_map_count until the next boot; for good is for a person to decide. */
export function fixMapCount(finding: Finding): readonly Fix[] {
  const low = dataOf(finding, "host.max-map-count");
  if (low === undefined) return [];
  const { count, wanted } = low;
  return [
    {
      id: "max-map-count",
      title: `raise vm.max_map_count to ${wanted} until this machine restarts`,
      preview: [`sudo sysctl -w vm.max_map_count=${wanted}`],
      undo: `sudo sysctl -w vm.max_map_count=${count}`,
      finding,
      apply: async (world, signal) =>
        runAsRoot(world, [["sysctl", "-w", `vm.max_map_count=${wanted}`]], signal),
    },
  ];
}
