import type { FoundManifest } from "../../core/environment/find-manifest.ts";
import { ok } from "../../core/environment/problem.ts";
import type { Read } from "../../core/environment/problem.ts";
import { readResourceRecords } from "../../core/ownership/resource-record.ts";
import { findEveryProject, findOwnProject } from "../../core/ownership/running-project.ts";
import type { OwnProject, RunningProject } from "../../core/ownership/running-project.ts";
import type { Removal } from "../../core/stop/take-down.ts";
import { declaredBy, planImages, planReclaim, wantedImages } from "./plan-reclaim.ts";
import type { Declared, OldImage } from "./plan-reclaim.ts";
import { standInRepository } from "../rehearsal/image/stand-in-repository.ts";
import type { Container } from "../../world/engine/container.ts";
import type { DiskUsage } from "../../world/engine/engine.ts";
import type { World } from "../../world/world.ts";

/** One project and what of it is of no use any more. */
export interface Reclaimable {
  readonly project: OwnProject;
  readonly removal: Removal;
}

/** All that this folder's manifest has, or had, on the engine. Projects that another folder started are passed over. */
export async function findReclaimable(
  world: World,
  found: FoundManifest,
): Promise<Read<readonly Reclaimable[]>> {
  const every = await findEveryProject({ world, manifest: ok(found) });
  if (every.kind === "failed") return every;
  const projects = [...every.value, ...(await forgottenProjects(world, found, every.value))];
  const looked = await Promise.all(projects.map((project) => lookAt(world, found, project)));
  return ok(looked.flatMap((each) => each ?? []));
}

async function lookAt(
  world: World,
  found: FoundManifest,
  running: RunningProject,
): Promise<Reclaimable | undefined> {
  const own = await findOwnProject(world, running);
  if (own.kind === "failed") return undefined;
  const declared = await declaredOf(world, found, own.value);
  return { project: own.value, removal: planReclaim(own.value, declared) };
}

/** Where the manifest is the package's own, this folder's may only have been mislaid: then nothing is known. */
async function declaredOf(
  world: World,
  found: FoundManifest,
  { environment, own }: OwnProject,
): Promise<Declared | undefined> {
  const isKnown = found.manifest.environments[environment] !== undefined;
  if (found.shipped && !isKnown) return undefined;
  return declaredBy(world, found, environment, own.record?.files ?? []);
}

/** Started from here under this manifest's name, by an environment that it has no more. */
async function forgottenProjects(
  world: World,
  { manifest, workingDirectory, shipped }: FoundManifest,
  known: readonly RunningProject[],
): Promise<readonly RunningProject[]> {
  if (shipped) return [];
  const names = new Set(known.map(({ project }) => project));
  const records = await readResourceRecords(world, workingDirectory);
  return records
    .filter(({ project }) => !names.has(project) && project.startsWith(`${manifest.name}-`))
    .map(({ project, environment, rehearsal, directory }) => {
      const directories = [directory];
      return { project, environment, rehearsal, directories, folder: workingDirectory, containers: [] };
    });
}

export function isEmpty({ containers, networks, volumes }: Removal): boolean {
  return containers.length + networks.length + volumes.length === 0;
}

interface ImagesSought {
  readonly found: FoundManifest;
  readonly usage: DiskUsage;
  /** Those that stay, of whatever project. */
  readonly containers: readonly Container[];
}

/** Stand-ins are left out: the next rehearsal removes those of older versions itself. */
export async function findOldImages(
  world: World,
  { found, usage, containers }: ImagesSought,
): Promise<readonly OldImage[]> {
  const records = await readResourceRecords(world, found.workingDirectory);
  const recorded = records
    .flatMap(({ images }) => images)
    .filter(({ reference }) => !reference.startsWith(`${standInRepository}:`));
  const seen = { recorded, stored: usage.images, containers };
  // reading every model takes a second: only where an image might go
  if (planImages({ ...seen, wanted: new Set() }).length === 0) return [];
  const wanted = await wantedImages(world, found);
  return wanted === undefined ? [] : planImages({ ...seen, wanted });
}
