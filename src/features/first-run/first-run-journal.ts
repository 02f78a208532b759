import * as z from "zod";
import { parseJson } from "../../world/parse-json.ts";
import type { World } from "../../world/world.ts";

export const leftoverChoices = ["keep", "adopt", "remove"] as const;

const journalSchema = z.object({
  schema: z.literal(1),
  begunAt: z.string(),
  finishedAt: z.string().nullable(),
  /** What was answered: a run that was cut off does not ask again. */
  leftovers: z.enum(leftoverChoices).nullable(),
  rehearse: z.boolean().nullable(),
});

/** What a first run was told. What it has done is seen on the machine itself, each time anew. */
export type FirstRunJournal = z.infer<typeof journalSchema>;

export interface OpenedJournal {
  readonly journal: FirstRunJournal;
  /** It was begun before, and not finished. */
  readonly carriesOn: boolean;
}

export async function openJournal(world: World, folder: string): Promise<OpenedJournal> {
  const content = await world.files.read(pathOf(world, folder));
  const known = content.kind === "text" ? journalSchema.safeParse(parseJson(content.text)).data : undefined;
  if (known?.finishedAt === null) return { journal: known, carriesOn: true };
  const begunAt = world.clock.now().toISOString();
  const journal = { schema: 1, begunAt, finishedAt: null, leftovers: null, rehearse: null } as const;
  return { journal, carriesOn: false };
}

/** It only helps: a full disk costs the answers, never the run. */
export async function writeJournal(world: World, folder: string, journal: FirstRunJournal): Promise<void> {
  await world.files.makeDirectory(world.files.resolve(folder, ".stack"), 0o700);
  await world.files.writeAtomically(
    pathOf(world, folder),
    `${JSON.stringify(journal, undefined, 2)}\n`,
    0o600,
  );
}

function pathOf(world: World, folder: string): string {
  return world.files.resolve(folder, ".stack", "first-run.json");
}
