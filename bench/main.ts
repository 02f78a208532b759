import { loadavg } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { $ } from "zx";
import { busybox, ensureBusybox } from "../test/engine/images.ts";
import type { Bench, Row, Scenario } from "./bench.ts";
import { coldStart } from "./cold-start.ts";
import { doctorTime } from "./doctor.ts";
import { startEngine } from "./engine.ts";
import type { BenchEngine } from "./engine.ts";
import { knownTimes } from "./known-times.ts";
import { probing } from "./probing.ts";
import { resultTable, writeResults } from "./results.ts";
import { scale } from "./scale.ts";
import { startUp } from "./start-up.ts";
import { unchanged } from "./unchanged.ts";
import { timed } from "./timed.ts";

const scenarios: Readonly<Record<string, Scenario>> = {
  cold: coldStart,
  known: knownTimes,
  unchanged,
  scale,
  start: startUp,
  probing,
  doctor: doctorTime,
};

/**
 * Runs the scenarios and prints their table; 1 when a goal is missed. A run of all of them is kept in
 * bench/RESULTS.md.
 */
export async function bench(words: readonly string[], projectFolder: string): Promise<number> {
  const { values } = parseArgs({
    args: [...words],
    options: {
      full: { type: "boolean" },
      only: { type: "string" },
      rounds: { type: "string" },
      // on a machine that others use: a control group with a share of its own, in which the benchmark itself was begun
      "cgroup-parent": { type: "string" },
    },
  });
  const chosen = values.only?.split(",") ?? Object.keys(scenarios);
  $.quiet = true;
  await ensureBusybox();
  const archive = (await $`docker save ${busybox} | base64`).stdout;
  const engine = await startEngine(projectFolder, values["cgroup-parent"]);
  process.env["DOCKER_HOST"] = engine.host;
  try {
    await $({ input: Buffer.from(archive, "base64") })`docker load`;
    const given = benchOn(engine, projectFolder, {
      full: values.full ?? false,
      rounds: Number(values.rounds ?? 5),
    });
    const [loadBefore = 0] = loadavg();
    const began = performance.now();
    const rows = await measure(chosen, given);
    process.stdout.write(`${resultTable(rows).join("\n")}\n`);
    if (values.only === undefined) {
      const took = `${((performance.now() - began) / 60_000).toFixed(0)} minutes`;
      await writeResults(projectFolder, { rows, rounds: given.rounds, loadBefore, took });
    }
    return rows.every(({ met }) => met !== false) ? 0 : 1;
  } finally {
    await engine.stop();
  }
}

async function measure(chosen: readonly string[], given: Bench): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for (const name of chosen) {
    const scenario = scenarios[name];
    if (scenario === undefined)
      throw new Error(`no scenario "${name}": ${Object.keys(scenarios).join(", ")}`);
    given.tell(`== ${name}\n`);
    const measured = await scenario(given);
    for (const row of measured) given.tell(`${row.what}: ${row.measured}\n`);
    rows.push(...measured);
  }
  return rows;
}

function benchOn(
  engine: BenchEngine,
  projectFolder: string,
  { full, rounds }: Pick<Bench, "full" | "rounds">,
): Bench {
  const run: Bench["run"] = async (directory, ...command) => timed(engine.inside(command), { directory });
  return {
    engine,
    full,
    rounds,
    program: join(projectFolder, "bin", "stack.js"),
    run,
    must: async (directory, ...command) => {
      const ended = await run(directory, ...command);
      if (ended.exitCode === 0) return ended;
      throw new Error(
        `${command.join(" ")} ended with ${String(ended.exitCode)}:\n${ended.stderr}${ended.stdout}`,
      );
    },
    tell: (text) => process.stderr.write(text),
  };
}
