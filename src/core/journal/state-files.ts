import * as z from "zod";
import type { Environment } from "../environment/environment.ts";
import type { Service, ServiceHook } from "../environment/model.ts";
import type { PrepareRequest, Prepared } from "../plan/prepare.ts";
import type { WriteAnswer } from "../../world/files/files.ts";
import { parseJson } from "../../world/parse-json.ts";
import type { World } from "../../world/world.ts";

type Files = Pick<World, "files">;

export interface ProjectPlace {
  /** The folder that `.stack` lies in. */
  readonly folder: string;
  /** The Compose project's whole name. */
  readonly project: string;
}

/** One kind of thing that is written down of projects. */
interface StateFiles<T> {
  /** Undefined where there is none, or none that can be understood: then nothing is known. */
  readonly read: (world: Files, place: ProjectPlace) => Promise<T | undefined>;
  /** Of every project that was started from this folder. */
  readonly projects: (world: Files, folder: string) => Promise<readonly string[]>;
  /** Written whole, and not at all where it says the same already. */
  readonly write: (world: Files, place: ProjectPlace, value: T) => Promise<WriteAnswer>;
  readonly remove: (world: Files, place: ProjectPlace) => Promise<WriteAnswer>;
  readonly pathOf: (world: Files, place: ProjectPlace) => string;
}

/**
 * `.stack/<kind>/<project>.json`, for its owner alone: a file for each project, so that two environments that start at once
 * do not meet.
 */
export function stateFiles<T extends object>(kind: string, schema: z.ZodType<T>): StateFiles<T> {
  const pathOf = ({ files }: Files, { folder, project }: ProjectPlace): string =>
    files.resolve(folder, ".stack", kind, `${project}.json`);
  return {
    pathOf,
    read: async (world, place) => {
      const content = await world.files.read(pathOf(world, place));
      return content.kind === "text" ? schema.safeParse(parseJson(content.text)).data : undefined;
    },
    projects: async ({ files }, folder) => {
      const names = await files.list(files.resolve(folder, ".stack", kind));
      return names.flatMap((name) => /^(.*)\.json$/u.exec(name)?.[1] ?? []);
    },
    write: async (world, place, value) => {
      const { files } = world;
      const text = `${JSON.stringify({ schema: 1, ...value }, undefined, 2)}\n`;
      const known = await files.read(pathOf(world, place));
      if (known.kind === "text" && known.text === text) return { kind: "ok", value: undefined };
      const state = await files.makeDirectory(files.resolve(place.folder, ".stack"), 0o700);
      return state.kind === "ok" ? files.writeAtomically(pathOf(world, place), text, 0o600) : state;
    },
    remove: async (world, place) => world.files.remove(pathOf(world, place)),
  };
}

const recordSchema = z.looseObject({
  project: z.string(),
  environment: z.string(),
  aliases: z.array(z.string()).default([]),
});

/** What `up` leaves behind of a project, so that it can be found again when the manifest cannot be read. */
export type ProjectRecord = z.infer<typeof recordSchema>;

const fileSchema = z.looseObject({ schema: z.number(), projects: z.array(recordSchema).default([]) });

/** Kept in `.stack/projects.json`; a file that cannot be read counts as empty, for it only helps. */
export async function readProjectRecords(
  world: World,
  workingDirectory: string,
): Promise<readonly ProjectRecord[]> {
  const content = await world.files.read(recordPath(world, workingDirectory));
  if (content.kind !== "text") return [];
  const parsed = fileSchema.safeParse(parseJson(content.text));
  return parsed.success ? parsed.data.projects : [];
}

/** Remembers a project beside the manifest, so that it is known when the manifest has changed. */
export async function recordProject(world: World, environment: Environment): Promise<void> {
  const known = await readProjectRecords(world, environment.workingDirectory);
  const record: ProjectRecord = {
    project: environment.project.name,
    environment: environment.name,
    aliases: environment.definition.aliases,
  };
  if (known.some((each) => JSON.stringify(each) === JSON.stringify(record))) return;
  const projects = [...known.filter(({ project }) => project !== record.project), record];
  await world.files.makeDirectory(environment.stateDirectory, 0o700);
  const text = `${JSON.stringify({ schema: 1, projects }, undefined, 2)}\n`;
  await world.files.writeAtomically(recordPath(world, environment.workingDirectory), text, 0o600);
}

function recordPath(world: World, workingDirectory: string): string {
  return world.files.resolve(workingDirectory, ".stack", "projects.json");
}

const hookSchema = z.object({
  command: z.array(z.string()),
  user: z.string().optional(),
  privileged: z.boolean(),
  workingDirectory: z.string().optional(),
  environment: z.record(z.string(), z.string()),
});

const schema = z.object({
  schema: z.literal(1),
  gpu: z.enum(["auto", "multi", "single", "none"]),
  profiles: z.array(z.string()),
  extraFiles: z.array(z.string()),
  set: z.record(z.string(), z.string()),
  preStop: z.record(z.string(), z.array(hookSchema)).default({}),
});

/** What the command line of the last start said of the environment: what is done to it later means the same one. */
export interface StartedWith {
  /** The layer that was laid, where one was chosen. */
  readonly gpu: "auto" | "multi" | "single" | "none";
  readonly profiles: readonly string[];
  /** Absolute: a later command may stand in another folder. */
  readonly extraFiles: readonly string[];
  readonly set: Readonly<Record<string, string>>;
  /** By service, as it was started: what stops it later may find other files, or none. */
  readonly preStop: Readonly<Record<string, readonly ServiceHook[]>>;
}

const starts = stateFiles<StartedWith>("starts", schema);

/** Undefined where nothing was started from here, or by a version that wrote nothing of it down. */
export async function readStartedWith(
  world: Pick<World, "files">,
  place: ProjectPlace,
): Promise<StartedWith | undefined> {
  return starts.read(world, place);
}

/** For its owner alone: `--set` may have brought a secret. It only helps: a full disk costs it, never the run. */
export async function recordStartedWith(
  world: Pick<World, "files" | "machine">,
  { environment, gpu: { layer }, loaded }: Prepared,
  project: string,
  { gpu, profiles, extraFiles, set, rehearse }: PrepareRequest,
): Promise<void> {
  const place = { folder: environment.workingDirectory, project };
  const started: StartedWith = {
    gpu: layer === undefined ? gpu : choices[layer],
    profiles,
    extraFiles: extraFiles.map((file) => world.files.resolve(world.machine.workingDirectory, file)),
    set,
    // stand-ins have nothing to put in order
    preStop: rehearse ? {} : hooksOf(loaded.model.services),
  };
  await starts.write(world, place, started);
}

function hooksOf(services: readonly Service[]): StartedWith["preStop"] {
  return Object.fromEntries(
    services.filter(({ preStop }) => preStop.length > 0).map(({ name, preStop }) => [name, preStop]),
  );
}

/** What is found once may not be found again: a card that is busy, a driver that hangs. */
const choices = { "single-gpu": "single", "multi-gpu": "multi", none: "none" } as const;
