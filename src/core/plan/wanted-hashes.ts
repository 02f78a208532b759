import * as z from "zod";
import { sharedService, volumesService } from "../environment/model-from-config.ts";
import { isUnchanged } from "./make-plan.ts";
import type { ComposeProject } from "../../world/compose/compose.ts";
import type { ContainerDetail } from "../../world/engine/container.ts";
import type { ProcessResult } from "../../world/processes/processes.ts";
import { parseJson } from "../../world/parse-json.ts";
import type { World } from "../../world/world.ts";

type Existing = ReadonlyMap<string, readonly ContainerDetail[]>;

/** By service, what Compose would write on its containers now; empty when Compose cannot say. */
export type WantedHashes = ReadonlyMap<string, readonly string[]>;

/**
 * `config --hash` tells most of them. It does not count what Compose sees to only when it acts: the id of a container
 * whose network or volumes another one uses, what env files say (older versions), and that a service of a profile that is
 * off is no dependency. Where something seems to have changed, Compose is asked again with that in the model.
 */
export async function wantedHashes(
  world: World,
  { project, existing }: { readonly project: ComposeProject; readonly existing: Existing },
  signal: AbortSignal,
): Promise<WantedHashes> {
  const told = hashesIn(await world.compose.configHashes(project, signal));
  const seemsChanged = [...told].some(
    ([service, hash]) => !(existing.get(service) ?? []).every((each) => isUnchanged(each, [hash])),
  );
  const acted = seemsChanged ? await hashesOfResolved(world, { project, existing }, signal) : told;
  return new Map(
    [...told].map(([service, hash]) => [service, [...new Set([hash, acted.get(service) ?? hash])]]),
  );
}

function hashesIn(answer: ProcessResult): ReadonlyMap<string, string> {
  if (answer.kind !== "exited" || answer.exitCode !== 0) return new Map();
  const rows = answer.stdout.trim().split("\n");
  return new Map(
    rows.flatMap((row) => {
      const [service, hash] = row.split(/\s+/u);
      return service !== undefined && hash !== undefined ? [[service, hash] as const] : [];
    }),
  );
}

async function hashesOfResolved(
  world: World,
  { project, existing }: { readonly project: ComposeProject; readonly existing: Existing },
  signal: AbortSignal,
): Promise<ReadonlyMap<string, string>> {
  const answer = await world.compose.config(project, { interpolate: true, signal });
  if (answer.kind !== "exited" || answer.exitCode !== 0) return new Map();
  const model = resolvedModel(answer.stdout, existing);
  return model === undefined ? new Map() : hashesIn(await world.compose.modelHashes(project, model, signal));
}

const serviceSchema = z.looseObject({
  network_mode: z.string().optional(),
  ipc: z.string().optional(),
  pid: z.string().optional(),
  volumes_from: z.array(z.string()).nullish(),
  depends_on: z.record(z.string(), z.unknown()).nullish(),
});

type WrittenService = z.infer<typeof serviceSchema>;

const modelSchema = z.looseObject({ services: z.record(z.string(), serviceSchema).default({}) });

/** The model as Compose has it when it compares a container with it, in Compose's own JSON; undefined if it is none. */
function resolvedModel(json: string, existing: Existing): string | undefined {
  const read = modelSchema.safeParse(parseJson(json));
  if (!read.success) return undefined;
  const { services, ...rest } = read.data;
  const isThere = (service: string): boolean => services[service] !== undefined;
  const resolved = Object.entries(services).map(([name, service]) => [
    name,
    { ...service, ...resolvedReferences(service, existing), depends_on: kept(service.depends_on, isThere) },
  ]);
  return JSON.stringify({ ...rest, services: Object.fromEntries(resolved) });
}

/** What is nowhere to be found stays as it is written, and so has changed. */
function resolvedReferences(service: WrittenService, existing: Existing): Partial<WrittenService> {
  const idIn = (mode: string | undefined): string | undefined => {
    const id = idOf(sharedService(mode), existing);
    return id === undefined ? mode : `container:${id}`;
  };
  return {
    network_mode: idIn(service.network_mode),
    ipc: idIn(service.ipc),
    pid: idIn(service.pid),
    volumes_from: service.volumes_from?.map((from) => {
      const named = volumesService(from);
      // Compose drops the rest: `:ro`, and the word before the name of a container
      return (named === undefined ? from.split(":")[1] : idOf(named, existing)) ?? from;
    }),
  };
}

/** Of several replicas, it is the first by name. */
function idOf(service: string | undefined, existing: Existing): string | undefined {
  const containers = existing.get(service ?? "") ?? [];
  return containers.toSorted((a, b) => (a.name < b.name ? -1 : 1))[0]?.id;
}

function kept(
  dependsOn: WrittenService["depends_on"],
  isThere: (service: string) => boolean,
): WrittenService["depends_on"] {
  const entries = Object.entries(dependsOn ?? {}).filter(([service]) => isThere(service));
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}
