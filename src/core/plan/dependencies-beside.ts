import type { Model, Service } from "../environment/model.ts";
import { isAtLeast, parseVersion } from "../preflight/version.ts";
import { currentImageIds, existingContainers } from "./decide.ts";
import { imageNameOf } from "./image-name.ts";
import { whyDiverged } from "./make-plan.ts";
import { wantedHashes } from "./wanted-hashes.ts";
import type { Beside, ComposeProject } from "../../world/compose/compose.ts";
import type { Container } from "../../world/engine/container.ts";
import type { World } from "../../world/world.ts";

type Existing = ReadonlyMap<string, readonly Pick<Container, "state">[]>;

interface Asked {
  readonly model: Pick<Model, "services">;
  readonly project: ComposeProject;
}

/**
 * Services to create, with all that they depend on. A Compose before 2.29.3 takes no notice of a dependency that it is
 * not told of, writes a hash without it, and by that hash would replace the container at every later start.
 */
export function besideCreated(
  services: readonly string[],
  { services: all }: Pick<Model, "services">,
  existing: Existing,
): Beside {
  const beside = dependenciesOf(services, all).filter((service) => canStandBeside(service, existing));
  return countsOf(beside, existing);
}

/**
 * A service to recreate, with as much of what it depends on as is unchanged: Compose would replace the rest too. What
 * is left out was changed since it was started; the start that takes that up puts the hash right as well.
 */
export async function besideRecreated(
  world: World,
  { model, project }: Asked,
  service: string,
  signal: AbortSignal,
): Promise<Beside> {
  const alone: Beside = new Map();
  const needed = dependenciesOf([service], model.services);
  if (needed.length === 0 || !(await countsDependencies(world, signal))) return alone;
  const [listed, imageIds] = await Promise.all([
    existingContainers(world, project.name),
    currentImageIds(
      world,
      needed.map((each) => imageNameOf(each, project.name)),
    ),
  ]);
  if (listed.kind === "failed") return alone;
  const names = new Set(needed.map(({ name }) => name));
  const existing = new Map([...listed.value].filter(([name]) => names.has(name)));
  const hashes = await wantedHashes(world, { project, existing }, signal);
  const isUnchanged = ({ name, ...more }: Service): boolean => {
    const containers = existing.get(name) ?? [];
    if (containers.length === 0) return true;
    const wantedImageIds = imageIds.get(imageNameOf({ name, ...more }, project.name));
    const wanted = hashes.get(name);
    if (wantedImageIds === undefined || wanted === undefined) return false;
    return whyDiverged({ containers, wantedHashes: wanted, wantedImageIds }) === undefined;
  };
  const unchanged = needed.filter((each) => canStandBeside(each, existing) && isUnchanged(each));
  return countsOf(closed(unchanged, model.services), existing);
}

const doesNotCountThem = [2, 29, 3];

/** Whether what a service depends on is in its hash. */
async function countsDependencies({ compose }: World, signal: AbortSignal): Promise<boolean> {
  const answer = await compose.version(signal);
  const version = answer.kind === "exited" ? parseVersion(answer.stdout) : undefined;
  return version === undefined || !isAtLeast(version, doesNotCountThem);
}

function countsOf(services: readonly Service[], existing: Existing): ReadonlyMap<string, number> {
  return new Map(services.map(({ name }) => [name, existing.get(name)?.length ?? 0]));
}

/** All that these depend on, through others too, themselves left out. Nothing of a profile that is off. */
function dependenciesOf(names: readonly string[], services: readonly Service[]): readonly Service[] {
  const reached = new Set(names);
  for (const name of reached)
    for (const { service } of services.find((each) => each.name === name)?.dependencies ?? [])
      reached.add(service);
  return services.filter(({ name }) => reached.has(name) && !names.includes(name));
}

/** Compose wakes whom it finds in any other state. */
const leftAlone: ReadonlySet<Container["state"]> = new Set(["created", "running", "exited", "restarting"]);

/** Named with the number of its containers, it stays as it is. */
function canStandBeside({ name, image, build, sharesWith }: Service, existing: Existing): boolean {
  // without either it is no container at all, and to name it is to have it provided
  const isContainer = image !== undefined || build;
  const isShared = sharesWith.every((each) => (existing.get(each) ?? []).length > 0);
  return isContainer && isShared && (existing.get(name) ?? []).every(({ state }) => leftAlone.has(state));
}

/** Those whose dependencies are all among them: Compose would take the others to have changed. */
function closed(unchanged: readonly Service[], services: readonly Service[]): readonly Service[] {
  const known = new Set(services.map(({ name }) => name));
  const names = new Set(unchanged.map(({ name }) => name));
  const kept = unchanged.filter(({ dependencies }) =>
    dependencies.every(({ service }) => names.has(service) || !known.has(service)),
  );
  return kept.length === unchanged.length ? kept : closed(kept, services);
}
