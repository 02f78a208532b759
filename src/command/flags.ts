import * as z from "zod";
import { duration } from "../core/environment/manifest.ts";

const list = z
  .string()
  .transform((text) =>
    text
      .split(",")
      .map((word) => word.trim())
      .filter((word) => word !== ""),
  )
  .default([]);

const settings = z
  .array(
    z
      .string()
      .regex(/^[A-Za-z_][A-Za-z0-9_]*=/u, "write it like NAME=value")
      .transform((text): readonly [string, string] => [
        text.slice(0, text.indexOf("=")),
        text.slice(text.indexOf("=") + 1),
      ]),
  )
  .default([])
  .transform((pairs) => Object.fromEntries(pairs));

/** Every flag of every command, with its default; a command reads those it has declared. */
export const flagsSchema = z.object({
  json: z.boolean().default(false),
  yes: z.boolean().default(false),
  quiet: z.boolean().default(false),
  verbose: z.boolean().default(false),
  color: z.boolean().default(true),
  gpu: z.enum(["auto", "multi", "single", "none"]).default("auto"),
  rehearse: z.boolean().default(false),
  rehearseWith: list,
  rehearseImage: z.string().optional(),
  profile: list,
  timeout: duration.optional(),
  only: list,
  set: settings,
  file: z.array(z.string()).default([]),
  wait: z.boolean().default(true),
  strict: z.boolean().default(false),
  ignore: list,
  pull: z.enum(["missing", "always", "never"]).default("missing"),
  build: z.boolean().default(false),
  junit: z.string().optional(),
  timeline: z.string().optional(),
  follow: z.boolean().default(false),
  timestamps: z.boolean().default(false),
  since: duration.optional(),
  tail: z.coerce.number().int().min(0).optional(),
  fix: z.boolean().default(false),
  deep: z.boolean().default(false),
  report: z.boolean().default(false),
  all: z.boolean().default(false),
  volumes: z.boolean().default(false),
  backup: z.boolean().default(true),
  dryRun: z.boolean().default(false),
  leftovers: z.enum(["keep", "adopt", "remove"]).optional(),
  show: z.string().optional(),
  out: z.string().optional(),
  passphraseFile: z.string().optional(),
  html: z.string().optional(),
  against: z.string().optional(),
  serve: z.boolean().default(false),
});

export type Flags = z.infer<typeof flagsSchema>;
