import type { ComposeProject } from "../../world/compose.ts";
import type { OwnProject } from "../own-project.ts";
import { recordResources } from "../ownership/record-resources.ts";
import { isHolderOf } from "../stores/is-holder.ts";
import type { StoreWork } from "../stores/store-work.ts";
import { writeHalfCopies } from "./adoption-journal.ts";
import type { HalfCopy } from "./adoption-journal.ts";
import type { AdoptionPlan, PlannedCopy } from "./adoption-plan.ts";
import { copyVolume, makeComposeVolume } from "./copy-volume.ts";

export interface Adoption {
  readonly plan: AdoptionPlan;
  readonly project: OwnProject;
  readonly compose: ComposeProject;
  /** Names that the model declares to be somebody else's. */
  readonly external: readonly string[];
  readonly tell: (step: AdoptionStep) => void;
}

export type AdoptionStep =
  | { readonly kind: "removed-half"; readonly volume: string }
  | {
      readonly kind: "copying";
      readonly source: string;
      readonly target: string;
      readonly sizeBytes: number | undefined;
    }
  | {
      readonly kind: "copied";
      readonly target: string;
      readonly files: number;
      readonly sizeBytes: number;
      readonly durationMs: number;
    };

/** Copies one volume after the other. Why not, if not; what was begun is then gone again, or on record as half. */
export async function adoptVolumes(work: StoreWork, adoption: Adoption): Promise<string | undefined> {
  const { project, tell } = adoption;
  for (const { volume } of adoption.plan.half) {
    const kept = await discard(work, volume, project);
    if (kept !== undefined) return `${volume}, which was half copied, cannot be removed: ${kept}`;
    tell({ kind: "removed-half", volume });
  }
  await writeHalfCopies(work.world, project.folder, []);
  for (const copy of adoption.plan.copies) {
    const problem = await adoptVolume(work, copy, adoption);
    if (problem !== undefined) return `${copy.pair.source.name}: ${problem}`;
  }
  return undefined;
}

/** Why it could not be, or undefined. What held it for the run that was killed goes with it. */
async function discard(
  { world }: StoreWork,
  volume: string,
  { own }: OwnProject,
): Promise<string | undefined> {
  const holders = own.everything.containers.filter((each) => isHolderOf(each, volume));
  for (const { id } of holders) await world.engine.removeContainer(id, false);
  const removed = await world.engine.removeVolume(volume);
  return removed.kind === "ok" || removed.failure.kind === "not-found" ? undefined : removed.failure.message;
}

async function adoptVolume(
  work: StoreWork,
  { pair, isThere, sizeBytes }: PlannedCopy,
  adoption: Adoption,
): Promise<string | undefined> {
  const { world } = work;
  const { project, plan, tell } = adoption;
  const [source, target] = [pair.source.name, pair.target.name];
  const begun = world.clock.elapsedMs();
  tell({ kind: "copying", source, target, sizeBytes });
  const half: HalfCopy = { volume: target, source, createdAt: null };
  const noted = await writeHalfCopies(world, project.folder, [half]);
  // unnoted, a copy that is cut off would pass for a whole one
  if (noted.kind === "failed") return `.stack/adopting.json cannot be written: ${noted.reason}`;
  const made = isThere ? undefined : await makeComposeVolume(work, project.project, pair.target);
  if (made?.kind === "failed") return made.reason;
  await noteMade(work, half, adoption);
  const copied = await copyVolume(work, { source, target, image: plan.image });
  if (copied.kind === "failed") {
    const removed = await world.engine.removeVolume(target);
    if (removed.kind === "ok") await writeHalfCopies(world, project.folder, []);
    return copied.reason;
  }
  await writeHalfCopies(world, project.folder, []);
  const durationMs = Math.round(world.clock.elapsedMs() - begun);
  const { files, sizeBytes: copiedBytes } = copied;
  tell({ kind: "copied", target, files, sizeBytes: copiedBytes, durationMs });
  return undefined;
}

/** By the moment it was made: one of the same name that is made later is another. And it is ours from now on. */
async function noteMade(
  { world }: StoreWork,
  half: HalfCopy,
  { project, compose, external }: Adoption,
): Promise<void> {
  const volumes = await world.engine.volumes(undefined);
  const found = volumes.kind === "ok" ? volumes.value.find(({ name }) => name === half.volume) : undefined;
  await writeHalfCopies(world, project.folder, [{ ...half, createdAt: found?.createdAt ?? null }]);
  const before = project.own.everything.volumes
    .map(({ name }) => name)
    .filter((name) => name !== half.volume);
  await recordResources(world, {
    ...project,
    external,
    directory: compose.directory,
    volumesBefore: new Set(before),
    files: undefined,
    imagesMade: () => false,
    kinds: {},
  });
}
