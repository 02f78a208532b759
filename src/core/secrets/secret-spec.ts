import type { Result } from "../../world/result.ts";
import * as z from "zod";

const fileName = z
  .string()
  .regex(/^[A-Za-z0-9_][A-Za-z0-9._-]*$/u, "a plain file name")
  .refine((name) => name !== "backup" && name !== "rotation.jsonl", "a name that the launcher uses itself");

const hostName = z.string().regex(/^[A-Za-z0-9*][A-Za-z0-9.:-]*$/u, "a host name or an IP address");

const secretSpecSchema = z
  .strictObject({
    kind: z
      .enum(["password", "api-key", "hex", "jwt", "certificate", "text"])
      .describe("text is never generated: a person brings it (a token of some other house)"),
    describe: z.string().optional().describe("what it opens, for people"),
    length: z.int().min(12).max(512).optional().describe("characters; the prefix is counted in it"),
    prefix: z
      .string()
      .regex(/^[A-Za-z0-9_-]{1,16}$/u, "up to 16 of A-Z a-z 0-9 _ -")
      .optional()
      .describe("what every value starts with, such as sk-"),
    names: z
      .array(hostName)
      .min(1)
      .optional()
      .describe("certificate: the host names and addresses it is for"),
    file: fileName
      .optional()
      .describe("its file in secrets/<environment>/; a certificate has two: <file>.crt and <file>.key"),
    derived: z
      .record(fileName, z.string())
      .optional()
      .describe("further files there, made of the value: {value} is replaced"),
    mode: z
      .enum(["0600", "0444"])
      .optional()
      .describe("0444 where a container's user other than root reads the files; the folder itself is 0700"),
    visible: z
      .literal("inspect")
      .optional()
      .describe("services read it from their environment: it stands in .env.<environment> besides its file"),
    immutable: z.literal(true).optional().describe("data is encrypted with it: it is never rotated"),
    volume: z
      .string()
      .optional()
      .describe("the Compose volume whose store keeps its own copy from its first start on"),
    services: z.array(z.string()).optional().describe("the services that use it; nobody else gets it"),
  })
  .refine((spec) => spec.length === undefined || spec.length - (spec.prefix ?? "").length >= 12, {
    message: "too short: 12 characters and the prefix at least",
    path: ["length"],
  })
  .refine((spec) => spec.kind !== "certificate" || (spec.file !== undefined && spec.derived === undefined), {
    message: "a certificate is two files: it needs `file` and can have no `derived`",
    path: ["file"],
  });

/**
 * One entry of the manifest's `secrets:`. Without `file` the value stands in `.env.<environment>`, where Compose
 * interpolates it and `docker inspect` shows it; with `file`, in `secrets/<environment>/<file>`.
 */
export type SecretSpec = z.infer<typeof secretSpecSchema>;

export type SecretSpecs = Readonly<Record<string, SecretSpec>>;

/** All of `secrets:`; two entries that would write one file only show when they are seen together. */
export const secretSpecsSchema = z
  .record(z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/u, "a variable name"), secretSpecSchema)
  .superRefine((specs, context) => {
    const owners = new Map<string, string>();
    for (const [name, spec] of Object.entries(specs)) {
      for (const file of secretFiles(name, spec)) {
        const owner = owners.get(file);
        const message = `writes the same file as ${owner}: ${file}`;
        if (owner !== undefined) context.addIssue({ code: "custom", path: [name, "file"], message });
        owners.set(file, name);
      }
    }
  });

/** Whether Compose reads it from `.env.<environment>`. */
export function isInEnvFile(spec: SecretSpec): boolean {
  return spec.file === undefined ? spec.derived === undefined : spec.visible === "inspect";
}

/**
 * Where the bare value stands in `secrets/<environment>/`. Files made of it are not read back: a template may change.
 */
export function valueFile(name: string, spec: SecretSpec): string | undefined {
  return spec.file ?? (spec.derived === undefined ? undefined : name.toLowerCase());
}

/** Every file that the secret has in `secrets/<environment>/`. */
export function secretFiles(name: string, spec: SecretSpec): readonly string[] {
  const file = valueFile(name, spec);
  if (file === undefined) return [];
  if (spec.kind === "certificate") return [`${file}.crt`, `${file}.key`];
  return [file, ...Object.keys(spec.derived ?? {})];
}

/** A new value, or why there is none. */
export type GeneratedSecret = Result<string, string>;
