import * as z from "zod";
import type { WriteAnswer } from "../../../world/files/files.ts";
import type { World } from "../../../world/world.ts";
import { parseJson } from "../../../world/parse-json.ts";
import { makePrivateFolder, secretPaths } from "./secret-place.ts";
import type { SecretPlace } from "./secret-place.ts";

const beginSchema = z.object({
  schema: z.literal(1),
  at: z.string(),
  changes: z.array(z.object({ name: z.string(), old: z.string(), new: z.string() })).min(1),
  running: z.array(z.string()).default([]),
});

const stepSchema = z.object({ at: z.string(), step: z.string(), state: z.enum(["begun", "done", "failed"]) });

const undoSchema = z.object({ at: z.string(), undo: z.literal(true) });

/**
 * A rotation that has begun: the old and the new values, so that it can be finished or undone by a later run. It
 * stands among the secrets, is as private as they are, and goes when the rotation has ended.
 */
export interface RotationJournal {
  readonly since: string;
  readonly changes: readonly SecretChange[];
  /** The services that ran when it began: those that were stopped since are to run again. */
  readonly running: readonly string[];
  /** It failed, and the old values are being put back. */
  readonly undoing: boolean;
  /** The last step that began, and whether it ended. */
  readonly lastStep: { readonly step: string; readonly state: "begun" | "done" | "failed" } | undefined;
}

export interface SecretChange {
  readonly name: string;
  readonly old: string;
  readonly new: string;
}

/** Undefined when none is under way; a first line that a crash cut in two is none: nothing had been changed. */
export async function readRotationJournal(
  world: Pick<World, "files">,
  place: SecretPlace,
): Promise<RotationJournal | undefined> {
  const content = await world.files.read(journalPath(world, place));
  if (content.kind !== "text") return undefined;
  const lines = content.text.split("\n").map(parseJson);
  const begin = beginSchema.safeParse(lines[0]).data;
  if (begin === undefined) return undefined;
  const steps = lines.flatMap((line) => stepSchema.safeParse(line).data ?? []);
  const undoing = lines.some((line) => undoSchema.safeParse(line).success);
  return { since: begin.at, changes: begin.changes, running: begin.running, undoing, lastStep: steps.at(-1) };
}

/** Written whole before anything is changed. */
export async function beginRotation(
  world: Pick<World, "files" | "clock">,
  place: SecretPlace,
  { changes, running }: Pick<RotationJournal, "changes" | "running">,
): Promise<WriteAnswer> {
  const { root, folder } = secretPaths(world.files, place);
  for (const path of [root, folder]) {
    const refusal = await makePrivateFolder(world, path);
    if (refusal !== undefined) return refusal;
  }
  const line = JSON.stringify({ schema: 1, at: now(world), changes, running });
  return world.files.writeAtomically(journalPath(world, place), `${line}\n`, 0o600);
}

/** What became of a step: a rotation that is cut goes on from there. */
export function noteStep(
  world: Pick<World, "files" | "clock">,
  place: SecretPlace,
  step: string,
  state: "begun" | "done" | "failed",
): Promise<WriteAnswer> {
  return append(world, place, { at: now(world), step, state });
}

/** From here on the steps are taken back. */
export function noteUndo(world: Pick<World, "files" | "clock">, place: SecretPlace): Promise<WriteAnswer> {
  return append(world, place, { at: now(world), undo: true });
}

/** The rotation is whole, or undone: its journal goes. */
export function endRotation(world: Pick<World, "files">, place: SecretPlace): Promise<WriteAnswer> {
  return world.files.remove(journalPath(world, place));
}

function append(world: Pick<World, "files">, place: SecretPlace, line: object): Promise<WriteAnswer> {
  return world.files.appendLine(journalPath(world, place), JSON.stringify(line), 0o600);
}

function now(world: Pick<World, "clock">): string {
  return world.clock.now().toISOString();
}

function journalPath(world: Pick<World, "files">, place: SecretPlace): string {
  return world.files.resolve(secretPaths(world.files, place).folder, "rotation.jsonl");
}
