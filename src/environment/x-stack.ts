import * as z from "zod";
import { duration } from "./manifest.ts";
import type { ServiceExtras } from "./service-extras.ts";
import { parseSize } from "./size.ts";

const port = z.number().int().min(1).max(65_535);
const mebibytes = z.string().transform((text, context) => {
  const bytes = parseSize(text);
  if (bytes !== undefined) return bytes / 1024 ** 2;
  context.addIssue(`"${text}" is no size; write it like 19.2GiB`);
  return z.NEVER;
});

const probe = z.union([
  z.strictObject({ tcp: z.strictObject({ port }) }),
  z.strictObject({
    http: z.strictObject({ port, path: z.string().startsWith("/"), contains: z.string().optional() }),
  }),
  z.strictObject({ exec: z.array(z.string()).min(1) }),
]);

const command = z.array(z.string()).min(1);

/** `x-stack` of one service, as written. Unknown keys are refused: a typo would be silence. */
export const xStackSchema = z.strictObject({
  display: z.string().optional(),
  url: z
    .strictObject({
      port,
      path: z.string().startsWith("/").default("/"),
      scheme: z.enum(["http", "https"]).default("http"),
    })
    .optional(),
  optional: z.boolean().default(false),
  probe: probe.optional(),
  "ready-within": duration.optional(),
  "stable-for": duration.optional(),
  "quiet-for": duration.optional(),
  kind: z
    .enum(["postgres", "redis", "qdrant", "s3", "model-server", "n8n", "nginx", "elasticsearch", "test-run"])
    .optional(),
  password: z.strictObject({ "log-in": command, change: command }).optional(),
  "first-step": z.string().optional(),
  vram: z.strictObject({ "per-gpu": mebibytes }).optional(),
  prefetch: z
    .strictObject({
      command,
      into: z.string().startsWith("/"),
      model: z.string().optional(),
      exclude: z.array(z.string()).default([]),
    })
    .optional(),
});

export const xStackKeys: readonly string[] = Object.keys(xStackSchema.shape);

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
