import * as z from "zod";
import { secretSpecsSchema } from "../secrets/secret-spec.ts";
import { parseDuration } from "./duration.ts";
import { parseSize } from "./size.ts";

const words = z.array(z.string());

/** `24GiB` in the file, bytes in the program. */
const size = z.string().transform((text, context) => {
  const bytes = parseSize(text);
  if (bytes !== undefined) return bytes;
  context.addIssue(`"${text}" is no size; write it like 24GiB`);
  return z.NEVER;
});

export const duration = z.string().transform((text, context) => {
  const ms = parseDuration(text);
  if (ms !== undefined) return ms;
  context.addIssue(`"${text}" is no duration; write it like 90s or 1m30s`);
  return z.NEVER;
});

const environmentSchema = z.strictObject({
  aliases: words.default([]),
  description: z.string().default(""),
  layers: words.min(1),
  profiles: words.default([]),
  gpu: z.enum(["required", "optional", "none"]).default("none"),
  memory: size.optional(),
  disk: size.optional(),
});

export const manifestSchema = z.strictObject({
  name: z
    .string()
    .regex(
      /^[a-z0-9][a-z0-9_-]*$/u,
      "must be what Compose takes as a project name: lower-case letters, digits, - and _",
    ),
  environments: z.record(z.string().regex(/^[a-z0-9][a-z0-9_-]*$/u), environmentSchema),
  gpu: z
    .strictObject({
      layers: z
        .strictObject({ "multi-gpu": z.string().optional(), "single-gpu": z.string().optional() })
        .default({}),
    })
    .default({ layers: {} }),
  secrets: secretSpecsSchema.default({}),
});

export type Manifest = z.infer<typeof manifestSchema>;
export type ManifestEnvironment = z.infer<typeof environmentSchema>;

/** Every key a manifest can have, for "did you mean". */
export const manifestKeys: readonly string[] = [
  ...Object.keys(manifestSchema.shape),
  ...Object.keys(environmentSchema.shape),
  "multi-gpu",
  "single-gpu",
];
