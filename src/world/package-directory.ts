import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The nearest folder above this file with a package.json: the same from the bundle in `dist/` and from `src/`. */
export function findPackageDirectory(): string {
  return nearestPackage(dirname(fileURLToPath(import.meta.url)));
}

function nearestPackage(directory: string): string {
  if (existsSync(join(directory, "package.json"))) return directory;
  const parent = dirname(directory);
  if (parent === directory) throw new Error("the installed program has lost its package.json");
  return nearestPackage(parent);
}
