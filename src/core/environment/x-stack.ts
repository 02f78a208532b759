import * as z from "zod";
import { checkShape } from "./check-shape.ts";
import { duration, parseSize } from "./manifest.ts";
import { ok } from "./problem.ts";
import type { Problem, Read } from "./problem.ts";
import { stanzasOf } from "./compose-documents.ts";
import type { ComposeDocuments, Stanza } from "./compose-documents.ts";
import { at, isWritten, servicesIn } from "./written.ts";
import type { YamlSource } from "./yaml-source.ts";
import type { Files } from "../../world/files/files.ts";
import type { DeclaredProbe } from "../proof/probes/declared-probe.ts";
import type { StoreScripts } from "../secrets/clients/scripted-store.ts";

const port = z.number().int().min(1).max(65_535);
const mebibytes = z.string().transform((text, context) => {
  const bytes = parseSize(text);
  if (bytes !== undefined) return bytes / 1024 ** 2;
  context.addIssue(`"${text}" is no size; write it like 19.2GiB`);
  return z.NEVER;
});

const probe = z.union([
  z.strictObject({
    tcp: z
      .strictObject({ port })
      .describe("a connection that something behind the container's port keeps open"),
  }),
  z.strictObject({
    http: z
      .strictObject({ port, path: z.string().startsWith("/"), contains: z.string().optional() })
      .describe("a page, asked for on the container's address; contains: a text that must be in it"),
  }),
  z.strictObject({
    exec: z
      .array(z.string())
      .min(1)
      .describe("program and arguments, run in the container; exit code 0 is yes"),
  }),
]);

const command = z.array(z.string()).min(1);

/** `x-stack` of one service, as written. Unknown keys are refused: a typo would be silence. */
export const xStackSchema = z.strictObject({
  display: z.string().optional().describe("its name in reports"),
  url: z
    .strictObject({
      port,
      path: z.string().startsWith("/").default("/"),
      scheme: z.enum(["http", "https"]).default("http"),
    })
    .optional()
    .describe("what a person opens: a container port, and a path there; the host's port is looked up"),
  optional: z
    .boolean()
    .default(false)
    .describe("true: the environment is up without it; who depends on it waits only while it can still come"),
  probe: probe
    .optional()
    .describe("proof beyond the health check, asked until it succeeds once: one of tcp, http, exec"),
  "ready-within": duration
    .optional()
    .describe("how long it may take to become ready the first time, such as 5m"),
  "stable-for": duration
    .optional()
    .describe("how long it must stay up to count as ready: 500ms with a probe and 5s without, unless said"),
  "quiet-for": duration
    .optional()
    .describe(
      "silence in its log for that long is worth a word, and lets be what opens none of the ports it only declares",
    ),
  kind: z
    .enum(["postgres", "redis", "qdrant", "s3", "model-server", "n8n", "nginx", "elasticsearch", "test-run"])
    .optional()
    .describe(
      "what it is, where something special is done for it: backup, rotation, draining, boot phases, tests",
    ),
  password: z
    .strictObject({
      "log-in": command.describe("gets a password on standard input; 0 lets in, 1 refuses"),
      change: command.describe("gets the present password and the next, a line each"),
    })
    .optional()
    .describe("commands, run in the container, for a store that keeps its own copy of its password"),
  "first-step": z
    .string()
    .optional()
    .describe("what a person does with it first; {url}, {origin} and {env-file} are replaced"),
  vram: z
    .strictObject({
      "per-gpu": mebibytes.describe(
        "the most that one container takes on each card it reserves, such as 19.2GiB",
      ),
    })
    .optional()
    .describe("GPU memory, added up over all containers on a card before a start"),
  prefetch: z
    .strictObject({
      command: command.describe(
        "run in a container of the service's image; carries on from what is there, ends at once where all is",
      ),
      into: z.string().startsWith("/").describe("the folder of the container where the bytes land"),
      model: z
        .string()
        .optional()
        .describe("its id at the hub, where the service's own words do not name it"),
      exclude: z.array(z.string()).default([]).describe("patterns of files that are not needed: {exclude}"),
    })
    .optional()
    .describe("how its models are fetched before it starts; {model}, {folder} and {exclude} are replaced"),
});

const xStackKeys: readonly string[] = Object.keys(xStackSchema.shape);

export function extrasFrom(written: z.infer<typeof xStackSchema>): ServiceExtras {
  return {
    display: written.display,
    url: written.url,
    optional: written.optional,
    probe: written.probe === undefined ? undefined : probeFrom(written.probe),
    readyWithinMs: written["ready-within"],
    stableForMs: written["stable-for"],
    quietForMs: written["quiet-for"],
    kind: written.kind,
    password: written.password && { logIn: written.password["log-in"], change: written.password.change },
    firstStep: written["first-step"],
    vramPerGpuMiB: written.vram?.["per-gpu"],
    prefetch: written.prefetch,
  };
}

function probeFrom(written: z.infer<typeof probe>): NonNullable<ServiceExtras["probe"]> {
  if ("tcp" in written) return { kind: "tcp", port: written.tcp.port };
  if ("exec" in written) return { kind: "exec", command: written.exec };
  return { kind: "http", port: written.http.port, path: written.http.path, contains: written.http.contains };
}

/**
 * What a Compose file says of a service under `x-stack`: everything the launcher needs to know beyond Compose's own
 * words, so that a service is described in one place.
 */
export interface ServiceExtras {
  readonly display: string | undefined;
  readonly url: ServiceUrl | undefined;
  /** Its failure degrades the environment (exit 6) and holds nothing up. */
  readonly optional: boolean;
  /** Readiness beyond the health check. */
  readonly probe: DeclaredProbe | undefined;
  readonly readyWithinMs: number | undefined;
  readonly stableForMs: number | undefined;
  readonly quietForMs: number | undefined;
  /** What it is, where the launcher treats it specially: dumps, rotation, draining, boot phases. */
  readonly kind: ServiceKind | undefined;
  /** How a store that keeps its own copy of its password is asked and changed; `secrets rotate` needs it. */
  readonly password: StoreScripts | undefined;
  /** What a person does with it first; `{url}`, `{origin}` (without the path) and `{env-file}` are replaced. */
  readonly firstStep?: string | undefined;
  /** The most that one container of it takes on each card it reserves. */
  readonly vramPerGpuMiB: number | undefined;
  /** How a first run fetches its models before anything waits on them. */
  readonly prefetch?: ModelPrefetch | undefined;
}

/** In `command`, `into` and nowhere else `{model}` and `{folder}` are replaced. */
interface ModelPrefetch {
  /** Run in a container of the service's own image, with its volumes, secrets and variables; it must carry on from what is there. */
  readonly command: readonly string[];
  /** The folder of the container where the bytes land, for counting them. */
  readonly into: string;
  /** Its id at the hub; without it, what the service's own command line or environment names. */
  readonly model?: string | undefined;
  /** Patterns of files that are not needed; the word `{exclude}` of the command becomes these. */
  readonly exclude: readonly string[];
}

type ServiceKind =
  "postgres" | "redis" | "qdrant" | "s3" | "model-server" | "n8n" | "nginx" | "elasticsearch" | "test-run";

/** Which of the service's container ports a person opens, and how. */
interface ServiceUrl {
  readonly port: number;
  readonly path: string;
  readonly scheme: "http" | "https";
}

/**
 * Each service's `x-stack`, merged key by key over what it extends and over the documents. Read from the files
 * themselves: Compose before 2.40 replaces a service's `x-stack` by a later layer's, and the JSON form of `config`
 * drops it. Each part is judged where it stands: what another beats is no less a typing error.
 */
export function writtenExtras(
  files: Pick<Files, "resolve">,
  documents: ComposeDocuments,
): Read<ReadonlyMap<string, ServiceExtras>> {
  const merged = new Map<string, Readonly<Record<string, unknown>>>();
  const found = new Map<string, Problem>();
  for (const document of documents.merged) {
    for (const service of Object.keys(servicesIn(document.source.value))) {
      for (const part of partsOf(files, documents, { document, service })) {
        const shape = checkShape(xStackSchema, part, xStackKeys);
        const problems = shape.kind === "failed" ? shape.error : [];
        for (const problem of problems) found.set(JSON.stringify(problem), problem);
        if (isWritten(part.value)) merged.set(service, { ...merged.get(service), ...part.value });
      }
    }
  }
  if (found.size > 0) return { kind: "failed", error: [...found.values()] };
  return ok(
    new Map([...merged].map(([service, value]) => [service, extrasFrom(xStackSchema.parse(value))] as const)),
  );
}

/** What it extends first. */
function partsOf(
  files: Pick<Files, "resolve">,
  documents: ComposeDocuments,
  own: Stanza,
): readonly YamlSource[] {
  return stanzasOf(files, documents, own).flatMap(({ document, service }) => {
    const path = ["services", service, "x-stack"];
    const value = at(document.source.value, path);
    return value === undefined ? [] : [{ ...within(document.source, path), value }];
  });
}

function within(source: YamlSource, prefix: readonly string[]): YamlSource {
  return { ...source, lineOf: (path) => source.lineOf([...prefix, ...path]) };
}
