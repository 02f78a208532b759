import type { Files } from "../../../world/files/files.ts";

/** Which environment's secrets, and the folder that `.env.*`, `secrets/` and `.stack/` live in. */
export interface SecretPlace {
  readonly environment: string;
  readonly directory: string;
}

export interface SecretPaths {
  readonly envFile: string;
  /** `secrets/`: the parent of all environments' folders. */
  readonly root: string;
  readonly folder: string;
  readonly backup: string;
  readonly state: string;
}

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
