import type { ComposeProject } from "../../../world/compose/compose.ts";
import type { OwnProject } from "../../../core/ownership/running-project.ts";
import { recordResources } from "../../../core/ownership/own-resources.ts";
import { dockerWords, pipeDocker } from "../../backup/stores/store-work.ts";
import type { StoreAnswer, StoreWork } from "../../backup/stores/store-work.ts";
import { heldAt, removeHolder, withVolumeHolder } from "../../backup/stores/volume-holder.ts";
import { writeHalfCopies } from "./adoption-journal.ts";
import type { HalfCopy } from "./adoption-journal.ts";
import type { AdoptionPlan, PlannedCopy } from "./adoption-plan.ts";
import type { Result } from "../../../world/result.ts";
import type { ModelVolume } from "../../../core/environment/model.ts";
import type { Listener } from "../../../world/processes/processes.ts";
import { tarReader } from "../../../world/files/tar-digest.ts";
import { readVolume } from "../../backup/save/volume-archive.ts";
import { composeLabels } from "../../../world/compose/labels.ts";

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

/** Copies one volume after the other. Why not, if not; what is still to be copied stays on record then. */
export async function adoptVolumes(work: StoreWork, adoption: Adoption): Promise<string | undefined> {
  const { project, plan, tell } = adoption;
  const kept = await discardHalf(work, plan.half, adoption);
  if (kept !== undefined) return kept;
  const left = new Map(
    plan.copies.map(({ pair }): [string, HalfCopy] => [
      pair.target.name,
      { volume: pair.target.name, source: pair.source.name, createdAt: null },
    ]),
  );
  for (const copy of plan.copies) {
    const begun = work.world.clock.elapsedMs();
    const [source, target] = [copy.pair.source.name, copy.pair.target.name];
    tell({ kind: "copying", source, target, sizeBytes: copy.sizeBytes });
    const copied = await adoptVolume(work, copy, { ...adoption, left });
    if (copied.kind === "failed") return `${source}: ${copied.error}`;
    left.delete(target);
    const { files, sizeBytes } = copied.value;
    const durationMs = Math.round(work.world.clock.elapsedMs() - begun);
    tell({ kind: "copied", target, files, sizeBytes, durationMs });
  }
  await writeHalfCopies(work.world, project.folder, []);
  return undefined;
}

/** Removes what a run that was cut off has left, and forgets it. Why it could not, if not. */
export async function discardHalf(
  work: StoreWork,
  half: readonly HalfCopy[],
  { project, tell }: Pick<Adoption, "project" | "tell">,
): Promise<string | undefined> {
  for (const { volume } of half) {
    const kept = await discard(work, volume);
    if (kept !== undefined) return `${volume}, which was half copied, cannot be removed: ${kept}`;
    tell({ kind: "removed-half", volume });
  }
  await writeHalfCopies(work.world, project.folder, []);
  return undefined;
}

/** Why it could not be, or undefined. What held it for the run that was killed goes with it. */
async function discard(work: StoreWork, volume: string): Promise<string | undefined> {
  await removeHolder(work, volume);
  const removed = await work.world.engine.removeVolume(volume);
  return removed.kind === "ok" || removed.error.kind === "not-found" ? undefined : removed.error.message;
}

interface Copying extends Adoption {
  /** By target: what is not copied yet. */
  readonly left: Map<string, HalfCopy>;
}

async function adoptVolume(
  work: StoreWork,
  { pair, isThere }: PlannedCopy,
  copying: Copying,
): Promise<CopyAnswer> {
  const { world } = work;
  const { project, plan, left } = copying;
  const target = pair.target.name;
  const noted = await writeHalfCopies(world, project.folder, [...left.values()]);
  // unnoted, a copy that is cut off would pass for a whole one
  if (noted.kind === "failed") {
    return { kind: "failed", error: `.stack/adopting.json cannot be written: ${noted.error.reason}` };
  }
  const made = isThere ? undefined : await makeComposeVolume(work, project.project, pair.target);
  if (made?.kind === "failed") return made;
  await noteMade(work, target, copying);
  const copied = await copyVolume(work, { source: pair.source.name, target, image: plan.image });
  if (copied.kind === "failed") await discard(work, target);
  return copied;
}

/** By the moment it was made: one of the same name that is made later is another. And it is ours from now on. */
async function noteMade(
  { world }: StoreWork,
  target: string,
  { project, compose, external, left }: Copying,
): Promise<void> {
  const volumes = await world.engine.volumes(undefined);
  const found = volumes.kind === "ok" ? volumes.value.find(({ name }) => name === target) : undefined;
  const half = left.get(target);
  if (half !== undefined) left.set(target, { ...half, createdAt: found?.createdAt ?? null });
  await writeHalfCopies(world, project.folder, [...left.values()]);
  const before = project.own.everything.volumes.map(({ name }) => name).filter((name) => name !== target);
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

type CopyAnswer = Result<{ readonly files: number; readonly sizeBytes: number }, string>;

/** All files of a volume into another, owners and rights included; then what has arrived is read back and compared. */
async function copyVolume(
  work: StoreWork,
  { source, target, image }: Readonly<Record<"source" | "target" | "image", string>>,
): Promise<CopyAnswer> {
  const reader = tarReader();
  const copied = await withVolumeHolder(work, { volume: source, image }, (from) =>
    withVolumeHolder(work, { volume: target, image }, (to) => transfer(work, { from, to }, reader.write)),
  );
  if (copied.kind === "failed") return copied;
  const sent = await reader.end();
  const arrived = await readVolume(work, { volume: target, image });
  if (arrived.kind === "failed") return arrived;
  const { value: content } = arrived;
  if (!sent.isWhole || !content.isWhole || content.digest !== sent.digest) {
    const [found, wanted] = [content.entries, sent.entries].map(String);
    return {
      kind: "failed",
      error: `${found ?? ""} files arrived, which are not the ${wanted ?? ""} of ${source}`,
    };
  }
  return { kind: "ok", value: { files: content.entries, sizeBytes: content.contentBytes } };
}

async function transfer(
  { world, engine, signal }: StoreWork,
  { from, to }: { readonly from: string; readonly to: string },
  onChunk: Listener,
): Promise<StoreAnswer> {
  const cp = (...words: readonly string[]) => ({
    command: "docker",
    args: [...dockerWords(engine), "cp", "-a", ...words],
    signal,
  });
  const ended = await world.processes.join(cp(`${from}:${heldAt}`, "-"), cp("-", `${to}:/`), onChunk);
  if (signal.aborted) return { kind: "failed", error: "interrupted" };
  for (const each of [ended.to, ended.from]) {
    if (each.kind === "exited" && each.exitCode === 0) continue;
    const said = "stderr" in each ? (each.stderr.trim().split("\n").at(-1) ?? "") : "";
    return { kind: "failed", error: said === "" ? `docker cp: ${each.kind}` : said };
  }
  return { kind: "ok", value: { stdout: "", stderr: "" } };
}

/**
 * Makes an empty volume with the labels that Compose gives its own, by which it takes it for one. Compose itself makes
 * volumes only along with containers, and for those the images are needed, which are not here yet.
 */
async function makeComposeVolume(
  work: StoreWork,
  project: string,
  { key, name, labels }: ModelVolume,
): Promise<StoreAnswer> {
  const wanted = { ...labels, [composeLabels.project]: project, [composeLabels.volume]: key };
  const words = Object.entries(wanted).flatMap(([label, value]) => ["--label", `${label}=${value}`]);
  return pipeDocker(work, ["volume", "create", ...words, name], {});
}
