#!/usr/bin/env node
// Fetches Debian unstable's Docker (Engine 28 and Compose 2.40 when this was written) into a folder, installs nothing,
// and tells how to use it beside the installed one: for tests against both.
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { unpackEngineFromSid } from "./development/engine-from-sid.mjs";
import { readOptions } from "./development/options.mjs";
import { $ } from "zx";

const typed = readOptions(process.argv.slice(2), ["folder"]);
if (typed === undefined) refuse("Usage: node bin/engine-28.mjs [--folder <folder>]");
else await fetched(resolve(typed.option("folder") ?? join(tmpdir(), "stack-engine-28")));

/** @param {string} folder */
async function fetched(folder) {
  const unpacked = await unpackEngineFromSid(folder);
  if ("problem" in unpacked) return refuse(unpacked.problem);
  const { bin, config } = unpacked;
  const env = { ...process.env, PATH: `${bin}:${process.env["PATH"]}`, DOCKER_CONFIG: config };
  const unpackedOne = $({ env });
  console.log(await unpackedOne`dockerd --version; docker compose version`.text());
  console.log(`its engine:  node bin/second-engine.mjs start --folder <new folder> --bin-dir ${bin}`);
  console.log(`its client:  export PATH=${bin}:$PATH DOCKER_CONFIG=${config}`);
}

/** @param {string} reason */
function refuse(reason) {
  console.error(reason);
  process.exitCode = 1;
}
