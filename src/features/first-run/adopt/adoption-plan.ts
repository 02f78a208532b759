import type { Model } from "../../../core/environment/model.ts";
import { readStoredSecrets } from "../../../core/secrets/store/stored-secrets.ts";
import type { SecretSpecs } from "../../../core/secrets/secret-spec.ts";
import type { Container } from "../../../world/engine/container.ts";
import type { DiskUsage, Volume } from "../../../world/engine/engine.ts";
import { isAlive } from "../../../core/start/start-service.ts";
import { composeLabels } from "../../../world/compose/labels.ts";
import type { OwnProject } from "../../../core/ownership/running-project.ts";
import type { Removal } from "../../../core/stop/take-down.ts";
import { isHolderOf } from "../../../core/ownership/is-holder.ts";
import type { StoreWork } from "../../backup/stores/store-work.ts";
import { leftHalf, readHalfCopies } from "./adoption-journal.ts";
import type { HalfCopy } from "./adoption-journal.ts";
import { decideSecrets } from "./adopt-secrets.ts";
import type { SecretsDecided } from "./adopt-secrets.ts";
import { judgeFormat } from "./judge-format.ts";
import type { Unreadable } from "./judge-format.ts";
import { inspectSource } from "./inspect-source.ts";
import { matchVolumes } from "./match-volumes.ts";
import type { Counterpart, NoCounterpart } from "./match-volumes.ts";
import { predecessorValues } from "./predecessor-values.ts";

export interface AdoptionRequest {
  readonly original: Removal;
  readonly project: OwnProject;
  readonly model: Model;
  readonly specs: SecretSpecs;
}

/** Computed once, shown as it is, and computed again once the predecessor stands still. */
export interface AdoptionPlan {
  readonly copies: readonly PlannedCopy[];
  readonly stays: readonly StayingVolume[];
  readonly secrets: SecretsDecided;
  /** What a run that was cut off has left: it is removed, and copied anew. */
  readonly half: readonly HalfCopy[];
  /** Where the engine keeps its data; undefined where that is another machine. */
  readonly freeBytes: number | undefined;
  /** Through which volumes are read and written. */
  readonly image: string;
}

export interface PlannedCopy {
  readonly pair: Counterpart;
  readonly sizeBytes: number | undefined;
  /** The counterpart is there, and empty. */
  readonly isThere: boolean;
}

export interface StayingVolume {
  readonly volume: string;
  readonly sizeBytes: number | undefined;
  readonly pair: Counterpart | undefined;
  readonly why: WhyNotCopied;
}

export type WhyNotCopied =
  | Unreadable
  | NoCounterpart
  | { readonly kind: "counterpart-has-data"; readonly name: string }
  | { readonly kind: "counterpart-is-used"; readonly name: string; readonly by: readonly string[] }
  | { readonly kind: "source-is-used"; readonly by: readonly string[] }
  | { readonly kind: "another-password" }
  | { readonly kind: "unknown-password" }
  | { readonly kind: "no-image" };

/** What adopting would copy, what it would not and why. Nothing is changed. */
export async function planAdoption(work: StoreWork, request: AdoptionRequest): Promise<AdoptionPlan> {
  const { world } = work;
  const { original, project, model } = request;
  const usage = await world.engine.diskUsage(["volumes", "images"], work.signal);
  const known = usage.kind === "ok" ? usage.value : undefined;
  const { containers, volumes } = project.own.everything;
  const theirs = new Set(original.stays.map(({ name }) => name));
  const sources = volumes.filter(({ name }) => theirs.has(name));
  const half = leftHalf(await readHalfCopies(world, project.folder), volumes, containers);
  const image = original.containers[0]?.imageId ?? known?.images[0]?.id ?? "";
  const { pairs, others } = matchVolumes(sources, original.containers, model);
  const seen = { ...request, usage: known, half, image };
  const judged = await Promise.all(pairs.map((pair) => judge(work, pair, seen)));
  const secrets = await secretsFor(work, request, { sources, judged, half });
  const closed = secrets.postgres === "opens" ? undefined : { kind: secrets.postgres };
  const settled = judged.map((each) =>
    each.why === undefined && each.pair.store.format === "postgres" ? { ...each, why: closed } : each,
  );
  return {
    copies: settled.filter(({ why }) => why === undefined),
    stays: [
      ...settled.flatMap(({ pair, sizeBytes, why }) =>
        why === undefined ? [] : [{ volume: pair.source.name, sizeBytes, pair, why }],
      ),
      ...others.map(({ source: { name }, why }) => ({
        volume: name,
        sizeBytes: sizeOf(known, name),
        pair: undefined,
        why,
      })),
    ],
    secrets,
    half,
    freeBytes: work.engine.local ? await world.files.freeBytes(work.engine.dataRoot) : undefined,
    image,
  };
}

interface Seen extends AdoptionRequest {
  readonly usage: DiskUsage | undefined;
  readonly half: readonly HalfCopy[];
  readonly image: string;
}

interface Judged extends PlannedCopy {
  readonly why: WhyNotCopied | undefined;
}

async function judge(work: StoreWork, pair: Counterpart, seen: Seen): Promise<Judged> {
  const { source, target } = pair;
  const { volumes } = seen.project.own.everything;
  const isHalf = seen.half.some(({ volume }) => volume === target.name);
  const isThere = !isHalf && volumes.some(({ name }) => name === target.name);
  const why = whyNot(pair, seen, isThere) ?? (await whyUnreadable(work, pair, seen));
  return { pair, sizeBytes: sizeOf(seen.usage, source.name), isThere, why };
}

function whyNot({ source, target }: Counterpart, seen: Seen, isThere: boolean): WhyNotCopied | undefined {
  const { containers } = seen.project.own.everything;
  const usersOf = (volume: string): readonly Container[] =>
    containers.filter((each) => each.volumes.includes(volume) && !isHolderOf(each, volume));
  if (isThere && sizeOf(seen.usage, target.name) !== 0) {
    return { kind: "counterpart-has-data", name: target.name };
  }
  const by = usersOf(target.name).map(({ name }) => name);
  if (by.length > 0) return { kind: "counterpart-is-used", name: target.name, by };
  const own = new Set(seen.original.containers.map(({ id }) => id));
  const others = usersOf(source.name).filter((each) => isAlive(each) && !own.has(each.id));
  if (others.length > 0) return { kind: "source-is-used", by: others.map(({ name }) => name) };
  return seen.image === "" ? { kind: "no-image" } : undefined;
}

async function whyUnreadable(
  work: StoreWork,
  pair: Counterpart,
  { image }: Seen,
): Promise<Unreadable | undefined> {
  const { store, service, target } = pair;
  const facts = await inspectSource(work, pair, image);
  return judgeFormat(store.format, facts, {
    image: service.image ?? "",
    volumeKey: target.key,
    environment: service.environment,
  });
}

interface Copied {
  readonly sources: readonly Volume[];
  readonly judged: readonly Judged[];
  readonly half: readonly HalfCopy[];
}

async function secretsFor(
  work: StoreWork,
  { original, project, specs }: AdoptionRequest,
  { sources, judged, half }: Copied,
): Promise<SecretsDecided> {
  const place = { environment: project.environment, directory: project.folder };
  const [values, stored] = await Promise.all([
    predecessorValues(work, original.containers, project.folder),
    readStoredSecrets(work.world, place, specs),
  ]);
  const copied = judged.filter(({ why }) => why === undefined).map(({ pair }) => pair.store.volume);
  const whole = project.own.volumes.filter(({ name }) => !half.some(({ volume }) => volume === name));
  return decideSecrets({
    volumes: new Set(sources.map(({ labels }) => labels[composeLabels.volume] ?? "")),
    copied: new Set(copied),
    values,
    stored: new Map([...stored.values].map(([name, { value }]) => [name, value])),
    isUsed: project.containers.length > 0 || whole.length > 0,
    declared: new Set(Object.keys(specs)),
  });
}

function sizeOf(usage: DiskUsage | undefined, volume: string): number | undefined {
  return usage?.volumes.find(({ name }) => name === volume)?.sizeBytes;
}
