import * as z from "zod";
import type { ModelFile } from "./model.ts";

const text = z.union([z.string(), z.number(), z.boolean()]).transform(String);
const texts = z.record(z.string(), text.nullish());
const optionalText = text.nullish();

/**
 * The part of `docker compose config`'s answer that the launcher acts on. Compose has validated and normalised it, so
 * this is loose about what it does not read and strict about what it does.
 */
const serviceSchema = z.looseObject({
  image: z.string().optional(),
  build: z.unknown().optional(),
  pull_policy: z.string().optional(),
  command: z.array(text).nullish(),
  entrypoint: z.array(text).nullish(),
  scale: z.number().optional(),
  restart: z.string().optional(),
  network_mode: z.string().optional(),
  ipc: z.string().optional(),
  pid: z.string().optional(),
  volumes_from: z.array(z.string()).nullish(),
  networks: z
    .record(
      z.string(),
      z.looseObject({ ipv4_address: z.string().optional(), ipv6_address: z.string().optional() }).nullish(),
    )
    .nullish(),
  container_name: z.string().optional(),
  devices: z.array(z.union([z.string(), z.looseObject({ source: z.string() })])).nullish(),
  logging: z.looseObject({ driver: z.string().optional() }).nullish(),
  ports: z
    .array(
      z.looseObject({
        target: z.number(),
        published: optionalText,
        host_ip: z.string().optional(),
        protocol: z.string().default("tcp"),
      }),
    )
    .nullish(),
  expose: z.array(text).nullish(),
  depends_on: z
    .record(
      z.string(),
      z.looseObject({
        condition: z.enum(["service_started", "service_healthy", "service_completed_successfully"]),
        required: z.boolean().default(true),
        restart: z.boolean().default(false),
      }),
    )
    .nullish(),
  healthcheck: z
    .looseObject({
      disable: z.boolean().optional(),
      test: z.array(text).optional(),
      interval: z.string().optional(),
      timeout: z.string().optional(),
      start_period: z.string().optional(),
      start_interval: z.string().optional(),
      retries: z.number().optional(),
    })
    .nullish(),
  volumes: z
    .array(
      z.looseObject({
        type: z.string(),
        source: z.string().optional(),
        target: z.string(),
        read_only: z.boolean().default(false),
        bind: z.looseObject({ create_host_path: z.boolean().default(false) }).nullish(),
      }),
    )
    .nullish(),
  secrets: z.array(z.looseObject({ source: z.string() })).nullish(),
  configs: z.array(z.looseObject({ source: z.string() })).nullish(),
  environment: texts.nullish(),
  stop_grace_period: z.string().optional(),
  profiles: z.array(z.string()).nullish(),
  pre_start: z.array(z.unknown()).nullish(),
  post_start: z.array(z.unknown()).nullish(),
  pre_stop: z
    .array(
      z.looseObject({
        command: z.array(z.string()).default([]),
        user: z.string().optional(),
        privileged: z.boolean().default(false),
        working_dir: z.string().optional(),
        environment: texts.nullish(),
      }),
    )
    .nullish(),
  mem_limit: optionalText,
  cpus: z.number().optional(),
  gpus: z
    .array(
      z.looseObject({
        driver: z.string().optional(),
        count: z.number().optional(),
        device_ids: z.array(text).optional(),
      }),
    )
    .nullish(),
  runtime: z.string().optional(),
  deploy: z
    .looseObject({
      replicas: z.number().optional(),
      restart_policy: z
        .looseObject({
          condition: z.enum(["none", "no", "any", "always", "on-failure", "unless-stopped"]).optional(),
          max_attempts: z.number().optional(),
        })
        .nullish(),
      resources: z
        .looseObject({
          limits: z.looseObject({ memory: optionalText, cpus: optionalText }).nullish(),
          reservations: z
            .looseObject({
              devices: z
                .array(
                  z.looseObject({
                    driver: z.string().optional(),
                    count: z.number().optional(),
                    device_ids: z.array(text).optional(),
                    capabilities: z.array(z.string()).default([]),
                  }),
                )
                .nullish(),
            })
            .nullish(),
        })
        .nullish(),
    })
    .nullish(),
});

const file = z.looseObject({
  file: z.string().optional(),
  environment: z.string().optional(),
  content: z.string().optional(),
  external: z.boolean().optional(),
});

export const configSchema = z.looseObject({
  name: z.string().optional(),
  services: z.record(z.string(), serviceSchema).default({}),
  networks: z
    .record(
      z.string(),
      z.looseObject({
        name: z.string(),
        external: z.boolean().optional(),
        ipam: z
          .looseObject({ config: z.array(z.looseObject({ subnet: z.string().optional() })).nullish() })
          .nullish(),
      }),
    )
    .default({}),
  volumes: z
    .record(
      z.string(),
      z.looseObject({
        name: z.string(),
        external: z.boolean().optional(),
        driver: z.string().optional(),
        driver_opts: texts.nullish(),
        labels: texts.nullish(),
      }),
    )
    .default({}),
  secrets: z.record(z.string(), file).default({}),
  configs: z.record(z.string(), file).default({}),
});

export type ConfigService = z.infer<typeof serviceSchema>;
export type ConfigDocument = z.infer<typeof configSchema>;
export type ConfigFile = z.infer<typeof file>;

export function definedTexts(
  texts: Readonly<Record<string, string | null | undefined>> | null | undefined,
): Readonly<Record<string, string>> {
  const entries = Object.entries(texts ?? {}).flatMap(([key, value]) =>
    typeof value === "string" ? [[key, value]] : [],
  );
  return Object.fromEntries(entries);
}

export function fileKind(written: ConfigFile): ModelFile["kind"] {
  if (written.external === true) return "external";
  if (written.environment !== undefined) return "environment";
  return written.content === undefined ? "file" : "content";
}
