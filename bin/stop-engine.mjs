#!/usr/bin/env node
// Stops the Docker Engine if ensure-engine.mjs started it; leaves any other, and all packages, as they are.
import { asRoot } from "./set-up/root.mjs";
import { stopEngine } from "./development/stop-engine.mjs";

const stopped = await stopEngine({ root: await asRoot(), say: (line) => console.log(line) });
process.exitCode = stopped ? 0 : 3;
