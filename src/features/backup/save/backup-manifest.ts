import type { Result } from "../../../world/result.ts";
import * as z from "zod";
import { parseJson } from "../../../world/parse-json.ts";

const file = { service: z.string(), file: z.string(), sizeBytes: z.number(), sha256: z.string() };

const postgresPart = z.object({
  kind: z.literal("postgres"),
  ...file,
  /** Older backups do not have it. */
  unpackedBytes: z.number().optional(),
  tables: z.array(z.object({ database: z.string(), table: z.string(), rows: z.number() })).readonly(),
});

const redisPart = z.object({
  kind: z.literal("redis"),
  ...file,
  keys: z.number(),
  /** Of these, keys that end by themselves: when the set is read again, some may have. */
  expiring: z.number(),
  /** The set itself, without the mark that a stream has behind its end. */
  rdbBytes: z.number(),
});

const qdrantPart = z.object({
  kind: z.literal("qdrant"),
  ...file,
  collection: z.string(),
  /** Before and after the snapshot: someone may have written meanwhile. */
  points: z.object({ least: z.number(), most: z.number() }),
  aliases: z.array(z.string()).readonly(),
});

const volumePart = z.object({
  kind: z.literal("volume"),
  ...file,
  volume: z.string(),
  entries: z.number(),
  contentBytes: z.number(),
  digest: z.string(),
});

const partSchema = z.discriminatedUnion("kind", [postgresPart, redisPart, qdrantPart, volumePart]);

const manifestSchema = z.object({
  schema: z.literal(1),
  environment: z.string(),
  project: z.string(),
  createdAt: z.string(),
  /** Nobody asked for it by itself: made before a restore, or of what a cut one left. It is never the latest backup. */
  safety: z.boolean().optional(),
  parts: z.array(partSchema).readonly(),
  notSaved: z
    .array(z.object({ volume: z.string(), why: z.enum(["model-files", "unnamed", "external", "mounted"]) }))
    .readonly(),
});

/** What a backup holds, with everything that a restore is proven by. */
export type BackupManifest = z.infer<typeof manifestSchema>;
export type BackupPart = z.infer<typeof partSchema>;
export type PostgresPart = z.infer<typeof postgresPart>;
export type RedisPart = z.infer<typeof redisPart>;
export type QdrantPart = z.infer<typeof qdrantPart>;
export type VolumePart = z.infer<typeof volumePart>;
export type NotSaved = BackupManifest["notSaved"][number];

/** Written last: a folder without it is no backup. */
export const manifestName = "manifest.json";

/** A backup's own list of its parts; undefined where it is none, or of a schema that is not known. */
export function parseManifest(text: string): BackupManifest | undefined {
  return manifestSchema.safeParse(parseJson(text)).data;
}

/** What was saved of a store or a volume, or why it was not. */
export type SaveAnswer = Result<readonly BackupPart[], string>;
