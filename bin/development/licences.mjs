import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { inProject } from "./project.mjs";

/**
 * The licences of all packages of which something was bundled, each under its package's name: they must go where the
 * code goes. Throws where one has none, so that nobody publishes it unseen.
 *
 * @param {readonly string[]} inputs the bundled files, relative to the project
 * @returns {string}
 */
export function licencesOf(inputs) {
  const folders = new Set(inputs.flatMap((file) => packageFolder.exec(file)?.[0] ?? []));
  return [...folders]
    .toSorted()
    .map((folder) => licenceIn(inProject(folder)))
    .join("\n");
}

/** The innermost one. */
const packageFolder = /^.*node_modules\/(?:@[^/]+\/)?[^/]+/;

/** @param {string} folder */
function licenceIn(folder) {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const file = readdirSync(folder).find((each) => /^(?:licen[cs]e|copying)/i.test(each));
  const text = file === undefined ? "" : readFileSync(join(folder, file), "utf8").trim();
  if (text === "" && license === undefined) throw new Error(`${name} says nothing of its licence`);
  return `## ${name} ${version} (${license ?? "see below"})\n\n${text}\n`;
}
