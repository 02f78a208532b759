import type { Reclaimable } from "./find-reclaimable.ts";
import type { HostUsage } from "../../core/preflight/host/host-usage.ts";
import { bytes } from "../../world/bytes.ts";
import { count, listing } from "../../core/report/words/lists.ts";

export function cleanQuestion(volumes: number, saves: boolean): string {
  if (volumes === 0) return "Remove these?";
  const way = saves ? "saved in backups/ first" : "WITHOUT a backup";
  return `Remove these, with ${count(volumes, "volume")} of data (${way})?`;
}

export function nothingToCleanSentence(usage: HostUsage | undefined): string {
  return ["nothing of this stack can be reclaimed", ...hostUsageLines(usage)].join("\n");
}

export function wasCleanedSentence(sizeBytes: number, backups: readonly string[]): string {
  const saved = backups.length === 0 ? "" : `\nthe data is saved in ${listing(backups)}`;
  return `reclaimed ${bytes(sizeBytes)}${saved}`;
}

/** What Docker keeps on this host, whoever it belongs to. */
export function hostUsageLines(usage: HostUsage | undefined): readonly string[] {
  if (usage === undefined) return [];
  const { images, containers, volumes, buildCache } = usage;
  const part = (name: string, { totalBytes, reclaimableBytes }: HostUsage["images"]): string =>
    `${name} ${bytes(totalBytes)} (${bytes(reclaimableBytes)} unused)`;
  const parts = [
    part("images", images),
    part("build cache", buildCache),
    part("containers", containers),
    part("volumes", volumes),
  ];
  return [`on this host altogether, whoever made it, and never touched by this: ${parts.join(", ")}`];
}

/** A run works on it: what looks left over may be what that run is making. */
export function leftOutSentence({ project }: Reclaimable): string {
  return `left out: another run of stack works on ${project.project}`;
}
