import type { Files, WriteAnswer } from "../../../world/files/files.ts";
import type { World } from "../../../world/world.ts";

/** Which environment's secrets, and the folder that `.env.*`, `secrets/` and `.stack/` live in. */
export interface SecretPlace {
  readonly environment: string;
  readonly directory: string;
}

interface SecretPaths {
  readonly envFile: string;
  /** `secrets/`: the parent of all environments' folders. */
  readonly root: string;
  readonly folder: string;
  readonly backup: string;
  readonly state: string;
}

/** Where an environment keeps its secrets: absolute paths. */
export function secretPaths(files: Pick<Files, "resolve">, place: SecretPlace): SecretPaths {
  const root = files.resolve(place.directory, "secrets");
  const folder = files.resolve(root, place.environment);
  return {
    envFile: files.resolve(place.directory, `.env.${place.environment}`),
    root,
    folder,
    backup: files.resolve(folder, "backup"),
    state: files.resolve(place.directory, ".stack"),
  };
}

type Refusal = Extract<WriteAnswer, { kind: "failed" }>;

/** Makes a folder that nobody else of this machine can enter, or takes their rights away; undefined when it is so. */
export async function makePrivateFolder(
  world: Pick<World, "files">,
  path: string,
): Promise<Refusal | undefined> {
  const stat = await world.files.stat(path);
  if (stat.kind === "directory" && (stat.mode & 0o777) === 0o700) return undefined;
  const answer =
    stat.kind === "directory"
      ? await world.files.changeMode(path, 0o700)
      : await world.files.makeDirectory(path, 0o700);
  return answer.kind === "failed" ? answer : undefined;
}
