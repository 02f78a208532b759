import type { SecretProblem } from "./secret-problem.ts";
import type { SecretSpecs } from "../secret-spec.ts";
import { shellWord } from "../shell-word.ts";
import { secretPaths } from "../store/secret-place.ts";
import type { SecretPlace } from "../store/secret-place.ts";
import { wantedFiles } from "../wanted-files.ts";
import type { World } from "../../../world/world.ts";

interface Rights {
  readonly path: string;
  readonly kind: "file" | "directory";
  readonly mode: number;
  /** 0444 files are open to all, and shut away by their folder. */
  readonly wanted: number;
}

/** Folders and files of an environment's secrets, those that are there. */
export async function observeRights(
  world: Pick<World, "files">,
  place: SecretPlace,
  specs: SecretSpecs,
): Promise<readonly Rights[]> {
  const paths = secretPaths(world.files, place);
  const known = { values: new Map<string, string>(), fresh: new Set<string>() };
  const files = wantedFiles(world.files, place, specs, known);
  // A fresh clone's folder is open to all, holds nothing, and is shut when the first secret is written.
  const holdsSecrets = (await world.files.stat(paths.folder)).kind !== "absent";
  const folders = holdsSecrets ? [paths.root, paths.folder, paths.backup] : [];
  const wanted = [
    ...folders.map((path) => ({ path, wanted: 0o700 })),
    ...files.map(({ path, mode }) => ({ path, wanted: mode })),
    { path: paths.envFile, wanted: 0o600 },
  ];
  const seen = wanted.map(async ({ path, wanted }) => {
    const stat = await world.files.stat(path);
    if (stat.kind !== "file" && stat.kind !== "directory") return [];
    return [{ path, kind: stat.kind, mode: stat.mode & 0o777, wanted }];
  });
  return (await Promise.all(seen)).flat();
}

/** Only what is too open; tighter than wanted is a person's choice. */
export function judgeRights(rights: readonly Rights[]): readonly SecretProblem[] {
  return rights.flatMap(({ path, kind, mode, wanted }) => {
    const surplus = mode & 0o077 & ~wanted;
    if (surplus === 0) return [];
    const what = kind === "directory" ? "can be entered" : "can be read or written";
    return [
      {
        id: "secrets.world-readable",
        name: "",
        detail: `${path} ${what} by others of this machine (mode ${octal(mode)}, wanted ${octal(wanted)})`,
        fix: `chmod ${octal(wanted)} ${shellWord(path)}`,
        file: path,
        line: 0,
        blocking: false,
      },
    ];
  });
}

function octal(mode: number): string {
  return `0${mode.toString(8)}`;
}
