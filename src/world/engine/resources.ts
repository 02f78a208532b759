import * as z from "zod";
import { ok } from "./connection/engine-answer.ts";
import { ask, call } from "./connection/engine-client.ts";
import type { Connect } from "./connection/engine-connection.ts";
import { filtersFor } from "./filters.ts";
import { stringMap } from "./schema.ts";
import type { EngineAnswer, NetworkSummary, Volume } from "./engine.ts";

const volume = z
  .object({
    Name: z.string(),
    CreatedAt: z.string().optional(),
    Labels: stringMap,
    Driver: z.string(),
    Options: stringMap,
  })
  .transform((found) => ({
    name: found.Name,
    createdAt: found.CreatedAt ?? "",
    labels: found.Labels,
    driver: found.Driver,
    options: found.Options,
  }));

const volumesSchema = z.object({ Volumes: z.array(volume).nullish() });

const networksSchema = z.array(
  z
    .object({
      Id: z.string(),
      Name: z.string(),
      Labels: stringMap,
      IPAM: z.object({ Config: z.array(z.object({ Subnet: z.string().optional() })).nullish() }).nullish(),
    })
    .transform(({ Id, Name, Labels, IPAM }) => ({
      id: Id,
      name: Name,
      labels: Labels,
      subnets: (IPAM?.Config ?? []).flatMap(({ Subnet }) => Subnet ?? []),
    })),
);

/** By name: the engine keeps its volumes in a map, and lists them in another order each time. */
export async function listVolumes(
  connect: Connect,
  project: string | undefined,
): Promise<EngineAnswer<readonly Volume[]>> {
  const found = await ask(
    connect,
    { method: "GET", path: "/volumes", query: filtersFor(project) },
    volumesSchema,
  );
  return found.kind === "failed" ? found : ok(byName(found.value.Volumes ?? []));
}

/** By name, for the same reason. */
export async function listNetworks(
  connect: Connect,
  project: string | undefined,
): Promise<EngineAnswer<readonly NetworkSummary[]>> {
  const query = filtersFor(project);
  const found = await ask(connect, { method: "GET", path: "/networks", query }, networksSchema);
  return found.kind === "failed" ? found : ok(byName(found.value));
}

const pluginsSchema = z.array(z.object({ Name: z.string(), Enabled: z.boolean().optional() })).nullish();

export async function listPlugins(connect: Connect): Promise<EngineAnswer<readonly string[]>> {
  const found = await ask(connect, { method: "GET", path: "/plugins" }, pluginsSchema);
  if (found.kind === "failed") return found;
  return ok((found.value ?? []).flatMap(({ Name, Enabled }) => (Enabled === false ? [] : [Name])));
}

function byName<T extends { readonly name: string }>(found: readonly T[]): readonly T[] {
  return found.toSorted((one, other) => (one.name < other.name ? -1 : 1));
}

export function removeVolume(connect: Connect, name: string): Promise<EngineAnswer<"removed">> {
  return remove(connect, `/volumes/${encodeURIComponent(name)}`);
}

export function removeNetwork(connect: Connect, id: string): Promise<EngineAnswer<"removed">> {
  return remove(connect, `/networks/${encodeURIComponent(id)}`);
}

async function remove(connect: Connect, path: string): Promise<EngineAnswer<"removed">> {
  const reply = await call(connect, { method: "DELETE", path });
  return reply.kind === "failed" ? reply : ok("removed");
}
