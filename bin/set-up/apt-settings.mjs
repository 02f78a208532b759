import { readFileSync, readdirSync } from "node:fs";

/**
 * The texts of apt's sources files by path; what cannot be read is left out.
 *
 * @returns {ReadonlyMap<string, string>}
 */
export function readAptSettings() {
  const folder = "/etc/apt/sources.list.d";
  const names = orNothing(() => readdirSync(folder)) ?? [];
  const paths = names.filter((name) => /\.(list|sources)$/.test(name)).map((name) => `${folder}/${name}`);
  const texts = ["/etc/apt/sources.list", ...paths].map((path) => {
    /** @type {readonly [string, string]} */
    const entry = [path, orNothing(() => readFileSync(path, "utf8")) ?? ""];
    return entry;
  });
  return new Map(texts);
}

/**
 * @template T
 * @param {() => T} read
 * @returns {T | undefined}
 */
function orNothing(read) {
  try {
    return read();
  } catch {
    return undefined;
  }
}
