import * as z from "zod";
import { parseDuration } from "./duration.ts";
import { secretSpecsSchema } from "../secrets/secret-spec.ts";

const word = z.string().min(1);
const words = z.array(word);

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

/** `1%` in the file, 0.01 in the program. */
const share = z.string().transform((text, context) => {
  const percent = /^(\d+(?:\.\d+)?)\s*%$/u.exec(text.trim())?.[1];
  if (percent !== undefined && Number(percent) <= 100) return Number(percent) / 100;
  context.addIssue(`"${text}" is no share; write it like 1%`);
  return z.NEVER;
});

const testsSchema = z.strictObject({
  results: word.describe("the folder its containers write to (JUnit: *.xml, JMeter: *.jtl)"),
  network: z.string().default("default").describe("the network of the target's Compose file that it joins"),
  against: z.string().optional().describe("what is rehearsed where nothing runs; the first environment else"),
});

const thresholdsSchema = z.strictObject({
  errors: share.optional().describe("most requests that may fail, such as 1%"),
  p50: duration.optional().describe("half of the requests take no longer, such as 300ms"),
  p95: duration.optional().describe("95 of 100 take no longer"),
  p99: duration.optional().describe("99 of 100 take no longer"),
});

const environmentSchema = z.strictObject({
  aliases: words.default([]).describe("shorter names for it"),
  description: z.string().default("").describe("what it is for, for people"),
  layers: words.min(1).describe("Compose files, merged in this order, relative to this manifest"),
  profiles: words.default([]).describe("Compose profiles that are on"),
  "env-files": words
    .default([])
    .describe("env files beside this manifest, such as .env: read beneath .env.<environment>, never written"),
  gpu: z
    .enum(["required", "optional", "none"])
    .default("none")
    .describe("required: it is blocked on a machine without one"),
  memory: size.optional().describe("of the host, such as 24GiB: blocked under 0.9 of it"),
  disk: size.optional().describe("least free space where Docker keeps its data, such as 60GiB"),
  tests: testsSchema.optional().describe("it tests another environment, and ends by itself"),
  thresholds: thresholdsSchema.optional().describe("of a load test: past one of them it has failed"),
});

export const manifestSchema = z.strictObject({
  name: z
    .string()
    .regex(
      /^[a-z0-9][a-z0-9_-]*$/u,
      "must be what Compose takes as a project name: lower-case letters, digits, - and _",
    )
    .describe("each environment is the Compose project <name>-<environment>"),
  environments: z
    .record(z.string().regex(/^[a-z0-9][a-z0-9_-]*$/u), environmentSchema)
    .describe("what can be started, by name"),
  gpu: z
    .strictObject({
      layers: z
        .strictObject({
          "multi-gpu": word.optional().describe("where two or more cards can share a model"),
          "single-gpu": word.optional().describe("where one card is used"),
        })
        .default({})
        .describe("Compose files; one is appended last, by what is found on the machine"),
    })
    .default({ layers: {} })
    .describe("what is laid on top of every environment that uses a GPU"),
  secrets: secretSpecsSchema
    .default({})
    .describe("what is generated for each environment, by the name of its variable"),
});

export type Manifest = z.infer<typeof manifestSchema>;
export type ManifestEnvironment = z.infer<typeof environmentSchema>;
export type Thresholds = z.infer<typeof thresholdsSchema>;

/** Every key a manifest can have, for "did you mean". */
export const manifestKeys: readonly string[] = [
  ...Object.keys(manifestSchema.shape),
  ...Object.keys(environmentSchema.shape),
  ...Object.keys(testsSchema.shape),
  ...Object.keys(thresholdsSchema.shape),
  "multi-gpu",
  "single-gpu",
];

const powers: Readonly<Record<string, number>> = { "": 0, k: 1, m: 2, g: 3, t: 4 };

/** Bytes of `24GiB`, `512M`, `1g`, `1073741824`; units are powers of 1024, as Compose reads them. */
export function parseSize(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)\s*([kmgt]?)(?:i?b)?$/iu.exec(text.trim());
  const power = powers[match?.[2]?.toLowerCase() ?? ""];
  if (match?.[1] === undefined || power === undefined) return undefined;
  return Math.round(Number(match[1]) * 1024 ** power);
}
