import * as z from "zod";
import type { Finding } from "../check.ts";
import { runAsRoot } from "./fixes.ts";
import type { Fix } from "./fixes.ts";

const low = z.object({ count: z.number(), wanted: z.number() });

/** Raises vm.max_map_count until the next boot; for good is for a person to decide. */
export function fixMapCount(finding: Finding): readonly Fix[] {
  const parsed = low.safeParse(finding.data);
  if (finding.id !== "host.max-map-count" || !parsed.success) return [];
  const { count, wanted } = parsed.data;
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
