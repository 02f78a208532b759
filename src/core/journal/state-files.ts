import type * as z from "zod";
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
export interface StateFiles<T> {
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
