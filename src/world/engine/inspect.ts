import * as z from "zod";
import type { ContainerDetail, GivenGpus, Mount, PublishedPort, RestartPolicy } from "./container.ts";
import { ok } from "./connection/engine-answer.ts";
import { ask } from "./connection/engine-client.ts";
import type { Connect } from "./connection/engine-connection.ts";
import { health, healthCheck } from "./health.ts";
import { containerState, keys, manifestDescriptor, moment, stringMap } from "./schema.ts";
import type { EngineAnswer } from "./engine.ts";

const bindings = z.array(z.object({ HostIp: z.string(), HostPort: z.string() })).nullish();

const mount = z.object({
  Type: z.string(),
  Name: z.string().optional(),
  Source: z.string().optional(),
  Destination: z.string(),
});

/** Docker's own. */
const usualGraceS = 10;

export const neverRestarted: RestartPolicy = { name: "no", retries: 0 };

/** An empty name, which is what older engines have for the default, is "no". */
export const restartPolicy = z
  .object({
    Name: z.enum(["no", "always", "unless-stopped", "on-failure"]).catch("no"),
    MaximumRetryCount: z.number().nullish(),
  })
  .nullish()
  .transform((found): RestartPolicy => {
    if (found === null || found === undefined) return neverRestarted;
    return { name: found.Name, retries: found.MaximumRetryCount ?? 0 };
  });

const deviceRequests = z
  .array(
    z.object({
      Driver: z.string().nullish(),
      Count: z.number().nullish(),
      DeviceIDs: z.array(z.string()).nullish(),
      Capabilities: z.array(z.array(z.string())).nullish(),
    }),
  )
  .nullish();

const schema = z.object({
  Id: z.string(),
  Name: z.string(),
  Image: z.string(),
  ImageManifestDescriptor: manifestDescriptor,
  RestartCount: z.number(),
  HostConfig: z
    .object({ RestartPolicy: restartPolicy, Runtime: z.string().nullish(), DeviceRequests: deviceRequests })
    .nullish(),
  State: z.object({
    Status: containerState,
    ExitCode: z.number(),
    OOMKilled: z.boolean(),
    Error: z.string(),
    StartedAt: moment,
    FinishedAt: moment,
    Health: health,
  }),
  Config: z.object({
    Image: z.string(),
    Labels: stringMap,
    Env: z.array(z.string()).nullish(),
    ExposedPorts: keys,
    Healthcheck: healthCheck,
    StopSignal: z.string().optional(),
    StopTimeout: z.number().nullish(),
  }),
  NetworkSettings: z.object({
    Ports: z.record(z.string(), bindings).nullish(),
    Networks: z
      .record(z.string(), z.object({ NetworkID: z.string().optional(), IPAddress: z.string().optional() }))
      .nullish(),
  }),
  Mounts: z.array(mount).nullish(),
});

type Found = z.infer<typeof schema>;

export async function inspectContainer(
  connect: Connect,
  containerId: string,
): Promise<EngineAnswer<ContainerDetail>> {
  const path = `/containers/${encodeURIComponent(containerId)}/json`;
  const found = await ask(connect, { method: "GET", path }, schema);
  return found.kind === "failed" ? found : ok(describe(found.value));
}

function describe(found: Found): ContainerDetail {
  const { State, Config, NetworkSettings } = found;
  return {
    id: found.Id,
    name: found.Name.replace(/^\//, ""),
    image: Config.Image,
    imageId: found.Image,
    manifestId: found.ImageManifestDescriptor?.digest,
    labels: Config.Labels,
    state: State.Status,
    exitCode: State.ExitCode,
    outOfMemory: State.OOMKilled,
    error: State.Error,
    startedAt: State.StartedAt,
    finishedAt: State.FinishedAt,
    restartCount: found.RestartCount,
    restartPolicy: found.HostConfig?.RestartPolicy ?? neverRestarted,
    health: State.Health,
    networks: Object.entries(NetworkSettings.Networks ?? {}).map(joinedNetwork),
    ports: Object.entries(NetworkSettings.Ports ?? {}).flatMap(publishedPorts),
    exposedTcpPorts: Config.ExposedPorts.flatMap(tcpPort),
    healthCheck: Config.Healthcheck,
    mounts: (found.Mounts ?? []).map(describeMount),
    gpus: [...requestedGpus(found.HostConfig?.DeviceRequests), ...visibleGpus(found)],
    stopSignal: Config.StopSignal ?? "",
    stopGraceMs: (Config.StopTimeout ?? usualGraceS) * 1_000,
  };
}

function requestedGpus(requests: z.infer<typeof deviceRequests>): readonly GivenGpus[] {
  return (requests ?? []).flatMap(({ Driver, Count, DeviceIDs, Capabilities }) => {
    const isGpu = Driver === "nvidia" || (Capabilities ?? []).flat().includes("gpu");
    return isGpu ? [{ ids: Count === -1 ? ["all"] : (DeviceIDs ?? []) }] : [];
  });
}

/** The older way, which holds for the NVIDIA runtime alone: images bring the variable along, runtime or not. */
function visibleGpus({ HostConfig, Config }: Found): readonly GivenGpus[] {
  if (HostConfig?.Runtime !== "nvidia") return [];
  const named = (Config.Env ?? []).find((each) => each.startsWith(visible))?.slice(visible.length) ?? "";
  const ids = named.split(",").filter((id) => id !== "" && id !== "none" && id !== "void");
  return ids.length === 0 ? [] : [{ ids }];
}

const visible = "NVIDIA_VISIBLE_DEVICES=";

function joinedNetwork([name, { NetworkID = "", IPAddress = "" }]: readonly [
  string,
  { readonly NetworkID?: string | undefined; readonly IPAddress?: string | undefined },
]): ContainerDetail["networks"][number] {
  return { name, id: NetworkID, address: IPAddress };
}

const protocol = z.enum(["tcp", "udp", "sctp"]).catch("tcp");

function publishedPorts([key, hosts]: readonly [string, z.infer<typeof bindings>]): readonly PublishedPort[] {
  const [containerPort, kind] = key.split("/");
  return (hosts ?? []).map(({ HostIp, HostPort }) => ({
    hostAddress: HostIp,
    hostPort: Number(HostPort),
    containerPort: Number(containerPort),
    protocol: protocol.parse(kind),
  }));
}

function tcpPort(key: string): readonly number[] {
  const port = /^(\d+)(\/tcp)?$/.exec(key)?.[1];
  return port === undefined ? [] : [Number(port)];
}

function describeMount({ Type, Name, Source, Destination }: z.infer<typeof mount>): Mount {
  return { type: Type, name: Name, source: Source ?? "", destination: Destination };
}
