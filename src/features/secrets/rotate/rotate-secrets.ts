import { rememberStores, type StoreSecret } from "../../../core/secrets/check/drift.ts";
import { prepareRotation } from "./prepare-rotation.ts";
import type { Direction, RotationAnswer, RotationRequest, RotationWorld } from "./rotation.ts";
import {
  beginRotation,
  endRotation,
  noteUndo,
  readRotationJournal,
  type SecretChange,
} from "../../../core/secrets/store/rotation-journal.ts";
import { affectedServices, runRotationSteps } from "./rotation-steps.ts";
import { rememberChange, writeProblem } from "../../../core/secrets/store/write-secret-file.ts";

/**
 * Gives secrets new values, in the stores that keep them, in the files, and in the services that use them; proves that
 * the new ones work and the old ones are refused; otherwise puts the old ones back. Every step can be repeated, and a
 * journal tells which values are meant: a run that was cut off is finished, or undone, by the next. The caller holds
 * the environment's lock.
 */
export async function rotateSecrets(world: RotationWorld, request: RotationRequest): Promise<RotationAnswer> {
  const pending = await readRotationJournal(world, request);
  if (pending !== undefined) {
    const resumed = { ...request, running: [...new Set([...request.running, ...pending.running])] };
    announce(request, pending.changes, pending.since);
    return pending.undoing
      ? undo(world, resumed, pending.changes, "an earlier run had failed")
      : carryOut(world, resumed, pending.changes);
  }
  const prepared = await prepareRotation(world, request);
  if (prepared.kind === "failed") return { kind: "refused", problems: prepared.error };
  const begun = await beginRotation(world, request, {
    changes: prepared.value,
    running: request.running,
  });
  if (begun.kind === "failed")
    return { kind: "refused", problems: [writeProblem("the rotation's journal", begun.error.reason)] };
  announce(request, prepared.value, undefined);
  return carryOut(world, request, prepared.value);
}

function announce(
  request: RotationRequest,
  changes: readonly SecretChange[],
  resumedFrom: string | undefined,
): void {
  request.learn(changes.flatMap((change) => [change.old, change.new]));
  request.tell({ type: "rotation-begun", names: changes.map(({ name }) => name), resumedFrom });
}

async function carryOut(
  world: RotationWorld,
  request: RotationRequest,
  changes: readonly SecretChange[],
): Promise<RotationAnswer> {
  const direction: Direction = { changes, from: "old", to: "new" };
  const names = changes.map(({ name }) => name);
  const answer = await runRotationSteps(world, request, direction);
  if (answer.kind === "aborted") return { kind: "unfinished", names, reason: "it was interrupted" };
  if (answer.kind === "failed") return undo(world, request, changes, answer.error);
  await rememberStores(world, request, storesOf(request, direction), "replace");
  await rememberChange(world, request, "rotated", names);
  await endRotation(world, request);
  return { kind: "rotated", names, services: affectedServices(request, changes) };
}

async function undo(
  world: RotationWorld,
  request: RotationRequest,
  changes: readonly SecretChange[],
  reason: string,
): Promise<RotationAnswer> {
  const names = changes.map(({ name }) => name);
  request.tell({ type: "undo-begun", reason });
  await noteUndo(world, request);
  const direction: Direction = { changes, from: "new", to: "old" };
  const answer = await runRotationSteps(world, request, direction);
  if (answer.kind === "aborted") return { kind: "unfinished", names, reason: "it was interrupted" };
  if (answer.kind === "failed") return { kind: "unfinished", names, reason: `${reason}; ${answer.error}` };
  await rememberStores(world, request, storesOf(request, direction), "replace");
  await endRotation(world, request);
  return { kind: "undone", names, reason };
}

/** The stores now have this value for sure: what was known of them before, drift included, is over. */
function storesOf(request: RotationRequest, { changes, to }: Direction): readonly StoreSecret[] {
  return changes.flatMap((change) => {
    const volume = request.stores.get(change.name)?.volume;
    return volume === undefined ? [] : [{ secret: change.name, value: change[to], ...volume }];
  });
}
