import * as z from "zod";
import type { Container, PublishedPort } from "./container.ts";
import { ok } from "./connection/engine-answer.ts";
import { ask } from "./connection/engine-client.ts";
import type { Connect } from "./connection/engine-connection.ts";
import { filtersFor } from "./filters.ts";
import { containerState, manifestDescriptor, stringMap } from "./schema.ts";
import type { ContainerFilter, EngineAnswer } from "./engine.ts";

const port = z.object({
  IP: z.string().optional(),
  PrivatePort: z.number(),
  PublicPort: z.number().optional(),
  Type: z.enum(["tcp", "udp", "sctp"]),
});

const row = z.object({
  Id: z.string(),
  Names: z.array(z.string()),
  Image: z.string(),
  ImageID: z.string(),
  ImageManifestDescriptor: manifestDescriptor,
  State: containerState,
  Status: z.string(),
  Labels: stringMap,
  Ports: z.array(port).nullish(),
  NetworkSettings: z
    .object({ Networks: z.record(z.string(), z.object({ NetworkID: z.string().optional() })).nullish() })
    .nullish(),
  Mounts: z.array(z.object({ Type: z.string(), Name: z.string().optional() })).nullish(),
});

const schema = z.array(row);

export async function listContainers(
  connect: Connect,
  { project }: ContainerFilter,
): Promise<EngineAnswer<readonly Container[]>> {
  const query = { all: true, ...filtersFor(project) };
  const rows = await ask(connect, { method: "GET", path: "/containers/json", query }, schema);
  return rows.kind === "failed" ? rows : ok(rows.value.map(describe));
}

function describe(found: z.infer<typeof row>): Container {
  return {
    id: found.Id,
    name: (found.Names[0] ?? "").replace(/^\//, ""),
    image: found.Image,
    imageId: found.ImageID,
    manifestId: found.ImageManifestDescriptor?.digest,
    state: found.State,
    status: found.Status,
    labels: found.Labels,
    ports: (found.Ports ?? []).flatMap(publishedPort),
    hostNetwork: Object.hasOwn(found.NetworkSettings?.Networks ?? {}, "host"),
    networkIds: Object.values(found.NetworkSettings?.Networks ?? {}).flatMap(({ NetworkID }) =>
      NetworkID === undefined || NetworkID === "" ? [] : [NetworkID],
    ),
    volumes: (found.Mounts ?? []).flatMap(({ Type, Name }) =>
      Type === "volume" && Name !== undefined ? [Name] : [],
    ),
  };
}

/** A port without a public one is only exposed. */
function publishedPort({
  IP,
  PrivatePort,
  PublicPort,
  Type,
}: z.infer<typeof port>): readonly PublishedPort[] {
  if (PublicPort === undefined) return [];
  return [{ hostAddress: IP ?? "", hostPort: PublicPort, containerPort: PrivatePort, protocol: Type }];
}
