#!/usr/bin/env node
// `npm run soak`: the faults that `npm test` tries at two moments, at fifty, and a start of two hundred services. Prints
// the seed, and a line of verdict a scenario. `--seed` runs the same moments again, `--only` the scenarios whose name has
// that word; `--moments` and `--at-once` (scenarios beside each other, 2 unless told) change how much, and how fast.
import { mkdtempSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { readOptions } from "./development/options.mjs";
import { prepare } from "./development/prepare.mjs";
import { inSeconds } from "./set-up/seconds.mjs";
import { scenarios } from "./soak/scenarios.mjs";

const typed = readOptions(process.argv.slice(2), ["seed", "moments", "only", "at-once"]);
if (typed === undefined || typed.words.length > 0) {
  console.error(
    "Usage: npm run soak -- [--seed <number>] [--moments <number>] [--only <word>] [--at-once <number>]",
  );
  process.exitCode = 2;
} else {
  process.exitCode = (await prepare()) || (await soak(typed.option));
}

/** @param {(name: "seed" | "moments" | "only" | "at-once") => string | undefined} option */
async function soak(option) {
  const seed = Number(option("seed") ?? Date.now() % 1_000_000);
  const moments = Number(option("moments") ?? 50);
  // not before `npm ci` was sure to have run
  const { runScenario } = await import("./soak/run-scenario.mjs");
  const folder = mkdtempSync(join(tmpdir(), "stack-soak-"));
  const chosen = scenarios(moments).filter(({ name }) => name.includes(option("only") ?? ""));
  const since = performance.now();
  console.log(`== Soak: seed ${seed}, ${moments} moments, ${cpus().length} cores; logs in ${folder}`);
  let failed = 0;
  const queue = [...chosen];
  const worker = async () => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const verdict = await runScenario(next, { seed, moments, folder });
      if (!verdict.well) failed += 1;
      console.log(verdict.line);
    }
  };
  await Promise.all(Array.from({ length: Number(option("at-once") ?? 2) }, worker));
  const took = inSeconds(performance.now() - since);
  console.log(`== ${chosen.length - failed} of ${chosen.length} scenarios well, seed ${seed}, in ${took}`);
  return failed === 0 ? 0 : 1;
}
