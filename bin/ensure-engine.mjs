#!/usr/bin/env node
// Makes sure that a Docker Engine with Compose answers, by installing and starting the distribution's own if need be.
// Runs before `npm ci`: Node's own modules only. Exit code 0: one answers; 3: it cannot, with the reason.
import { tellCannot } from "./set-up/cannot.mjs";
import { ensureEngine } from "./set-up/ensure-engine.mjs";

const cannot = await ensureEngine((line) => console.log(line));
if (cannot !== undefined) {
  console.error(tellCannot(cannot));
  process.exitCode = 3;
}
