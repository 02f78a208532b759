import * as z from "zod";
import type { MadeWith } from "./container.ts";
import { ok } from "./connection/engine-answer.ts";
import { ask } from "./connection/engine-client.ts";
import type { Connect } from "./connection/engine-connection.ts";
import { healthCheck } from "./health.ts";
import { neverRestarted, restartPolicy } from "./inspect.ts";
import { keys, stringList, stringMap } from "./schema.ts";
import type { EngineAnswer } from "./engine.ts";

const bindings = z
  .array(z.object({ HostIp: z.string().nullish(), HostPort: z.string().nullish() }))
  .nullish();

const mount = z.object({
  Type: z.string(),
  Name: z.string().optional(),
  Source: z.string().optional(),
  Destination: z.string(),
  RW: z.boolean().default(true),
});

const schema = z.object({
  Config: z.object({
    Image: z.string(),
    Env: stringList,
    Cmd: stringList,
    Entrypoint: stringList,
    User: z.string().default(""),
    WorkingDir: z.string().default(""),
    Labels: stringMap,
    Healthcheck: healthCheck,
  }),
  HostConfig: z.object({
    RestartPolicy: restartPolicy,
    Memory: z.number().default(0),
    LogConfig: z.object({ Type: z.string() }).nullish(),
    Privileged: z.boolean().default(false),
    ReadonlyRootfs: z.boolean().default(false),
    PortBindings: z.record(z.string(), bindings).nullish(),
  }),
  Mounts: z.array(mount).nullish(),
  NetworkSettings: z.object({ Networks: keys }),
});

export async function readMadeWith(connect: Connect, containerId: string): Promise<EngineAnswer<MadeWith>> {
  const path = `/containers/${encodeURIComponent(containerId)}/json`;
  const found = await ask(connect, { method: "GET", path }, schema);
  return found.kind === "failed" ? found : ok(describe(found.value));
}

function describe({ Config, HostConfig, Mounts, NetworkSettings }: z.infer<typeof schema>): MadeWith {
  return {
    image: Config.Image,
    environment: Object.fromEntries(
      Config.Env.map((text) => [text.split("=", 1)[0] ?? "", text.slice(text.indexOf("=") + 1)]),
    ),
    command: Config.Cmd,
    entrypoint: Config.Entrypoint,
    user: Config.User,
    workingDirectory: Config.WorkingDir,
    labels: Config.Labels,
    healthCheck: Config.Healthcheck,
    restartPolicy: HostConfig.RestartPolicy ?? neverRestarted,
    memoryBytes: HostConfig.Memory,
    logDriver: HostConfig.LogConfig?.Type ?? "",
    privileged: HostConfig.Privileged,
    isReadOnly: HostConfig.ReadonlyRootfs,
    ports: Object.entries(HostConfig.PortBindings ?? {}).flatMap(([key, hosts]) => portsOf(key, hosts)),
    mounts: (Mounts ?? []).map(({ Type, Name, Source, Destination, RW }) => ({
      type: Type,
      name: Name,
      source: Source ?? "",
      destination: Destination,
      isReadOnly: !RW,
    })),
    networks: NetworkSettings.Networks,
  };
}

function portsOf(key: string, hosts: z.infer<typeof bindings>): MadeWith["ports"] {
  const [port = "", protocol = "tcp"] = key.split("/");
  return (hosts ?? []).map(({ HostIp, HostPort }) => ({
    hostAddress: HostIp ?? "",
    hostPort: Number(HostPort ?? "0") || undefined,
    containerPort: Number(port),
    protocol,
  }));
}
