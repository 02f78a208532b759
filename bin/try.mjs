#!/usr/bin/env node
// `npm run try`, alone, in a fresh clone on a bare machine: installs, builds, makes sure of an engine, and rehearses the
// development environment on it. The summary that ends it is stack's own.
import { prepare } from "./development/prepare.mjs";
import { inProject } from "./development/project.mjs";
import { runAttended } from "./set-up/run.mjs";
import { withDockerGroup } from "./development/with-docker-group.mjs";

process.exitCode = (await prepare()) || (await rehearsed());

async function rehearsed() {
  console.log("== Rehearsal: stack up dev --rehearse");
  const command = [process.execPath, inProject("bin", "stack.js"), "up", "dev", "--rehearse"];
  return runAttended(await withDockerGroup([...command, ...process.argv.slice(2)]));
}
