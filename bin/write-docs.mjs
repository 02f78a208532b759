#!/usr/bin/env node
// Writes what is documented from the sources: the tables of docs/ between their marks, and the JSON Schemas.
import { readFileSync, writeFileSync } from "node:fs";
import { format, resolveConfig } from "prettier";
import { replaceBetweenMarks } from "./docs/between-marks.mjs";
import { generated } from "./docs/generated.mjs";
import { documentedSources } from "./docs/sources.mjs";
import { inProject } from "./development/project.mjs";

const { files, parts } = generated(await documentedSources());
for (const [file, text] of Object.entries(files)) writeFileSync(inProject(file), text);
for (const { page, mark, text } of parts) {
  const path = inProject(page);
  const written = replaceBetweenMarks(readFileSync(path, "utf8"), mark, text);
  writeFileSync(path, await format(written, { ...(await resolveConfig(path)), parser: "markdown" }));
}
