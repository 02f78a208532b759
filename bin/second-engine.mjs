#!/usr/bin/env node
// Starts and stops an engine of its own, for tests that stop or cut one. Its ports are in its own network: reach them
// with `nsenter --net --target <pid>`. Prints its DOCKER_HOST. Needs root, unshare (util-linux) and ip (iproute2).
import { readOptions } from "./development/options.mjs";
import { startSecondEngine, stopSecondEngine } from "./development/second-engine.mjs";

const typed = readOptions(process.argv.slice(2), ["folder", "bin-dir", "cgroup-parent"]);
const folder = typed?.option("folder");
const verb = typed?.words[0];

if (folder !== undefined && verb === "start") await start(folder);
else if (folder !== undefined && verb === "stop") await stopSecondEngine(folder);
else
  refuse(
    "Usage: node bin/second-engine.mjs start|stop --folder <folder> [--bin-dir <folder with dockerd>] [--cgroup-parent <of its containers>]",
  );

/** @param {string} folder */
async function start(folder) {
  const parent = typed?.option("cgroup-parent");
  const args = parent === undefined ? [] : [`--cgroup-parent=${parent}`];
  const started = await startSecondEngine({ folder, binFolder: typed?.option("bin-dir"), args });
  if ("problem" in started) refuse(started.problem);
  else console.log(started.host);
}

/** @param {string} reason */
function refuse(reason) {
  console.error(reason);
  process.exitCode = 1;
}
