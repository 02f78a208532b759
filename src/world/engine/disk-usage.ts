import * as z from "zod";
import { ask } from "./connection/engine-client.ts";
import type { Connect } from "./connection/engine-connection.ts";
import { stringList } from "./schema.ts";
import type { DiskUsage, DiskUsagePart, EngineAnswer } from "./engine.ts";

/** Measuring walks through every volume: on a large host that takes its time. */
const measuringMs = 120_000;

const types: Readonly<Record<DiskUsagePart, string>> = {
  images: "image",
  containers: "container",
  volumes: "volume",
  "build-cache": "build-cache",
};

const image = z
  .object({
    Id: z.string(),
    RepoTags: stringList,
    RepoDigests: stringList,
    Size: z.number(),
    SharedSize: z.number(),
    Containers: z.number(),
  })
  .transform((found) => ({
    id: found.Id,
    references: [...found.RepoTags, ...found.RepoDigests].filter((name) => !name.includes("<none>")),
    sizeBytes: found.Size,
    sharedBytes: Math.max(0, found.SharedSize),
    containers: Math.max(0, found.Containers),
  }));

const container = z
  .object({ Id: z.string(), SizeRw: z.number().optional(), State: z.string() })
  .transform(({ Id, SizeRw, State }) => ({
    id: Id,
    writtenBytes: SizeRw ?? 0,
    isRunning: State === "running" || State === "paused" || State === "restarting",
  }));

/** -1 is the engine's word for "not known" (a driver that cannot tell). */
const volume = z
  .object({
    Name: z.string(),
    UsageData: z.object({ RefCount: z.number(), Size: z.number() }).nullish(),
  })
  .transform(({ Name, UsageData }) => ({
    name: Name,
    sizeBytes:
      UsageData === null || UsageData === undefined || UsageData.Size < 0 ? undefined : UsageData.Size,
    isUsed: (UsageData?.RefCount ?? 0) > 0,
  }));

const cached = z
  .object({ Size: z.number(), InUse: z.boolean() })
  .transform(({ Size, InUse }) => ({ sizeBytes: Size, isUsed: InUse }));

const schema = z
  .object({
    LayersSize: z.number().nullish(),
    Images: z.array(image).nullish(),
    Containers: z.array(container).nullish(),
    Volumes: z.array(volume).nullish(),
    BuildCache: z.array(cached).nullish(),
  })
  .transform((found) => ({
    layersBytes: found.LayersSize ?? 0,
    images: found.Images ?? [],
    containers: found.Containers ?? [],
    volumes: found.Volumes ?? [],
    buildCache: found.BuildCache ?? [],
  }));

export function readDiskUsage(
  connect: Connect,
  parts: readonly DiskUsagePart[],
  signal: AbortSignal,
): Promise<EngineAnswer<DiskUsage>> {
  // one name given several times: what a map of query words cannot hold
  const wanted = parts.map((part) => `type=${types[part]}`).join("&");
  const path = `/system/df?${wanted}`;
  return ask(connect, { method: "GET", path, timeoutMs: measuringMs, signal }, schema);
}
