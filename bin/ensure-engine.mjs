#!/usr/bin/env node
// Makes sure that a Docker Engine with Compose answers, by installing and starting the distribution's own if need be.
// With --show it prints the commands that this would run, and runs none. With --let-in whoever may not use an engine that
// answers joins the group docker; else that engine is somebody else's business.
// Runs before `npm ci`: Node's own modules only. Exit code 0: one answers; 3: it cannot, with the reason.
import { tellCannot } from "./set-up/cannot.mjs";
import { ensureEngine } from "./set-up/ensure-engine.mjs";
import { plannedCommands } from "./set-up/planned-commands.mjs";

const wish = { letsIn: process.argv.includes("--let-in") };
const cannot = process.argv.includes("--show")
  ? await shown()
  : await ensureEngine((line) => console.log(line), wish);
if (cannot !== undefined) {
  console.error(tellCannot(cannot));
  process.exitCode = 3;
}

async function shown() {
  const plan = await plannedCommands(wish);
  if ("cannot" in plan) return plan.cannot;
  for (const command of plan.commands) console.log(command.join(" "));
  return undefined;
}
