import { join } from "node:path";
import { parseArgs } from "node:util";
import { $ } from "zx";
import { busybox, ensureBusybox } from "../test/engine/images.ts";
import type { Bench, Row, Scenario } from "./bench.ts";
import { coldStart } from "./cold-start.ts";
import { startEngine } from "./engine.ts";
import type { BenchEngine } from "./engine.ts";
import { timed } from "./timed.ts";

const scenarios: Readonly<Record<string, Scenario>> = {
  cold: coldStart,
};

/** Runs the scenarios and prints their table; 1 when a goal is missed. */
export async function bench(words: readonly string[], projectFolder: string): Promise<number> {
  const { values } = parseArgs({
    args: [...words],
    options: {
      full: { type: "boolean" },
      only: { type: "string" },
      rounds: { type: "string" },
      keep: { type: "boolean" },
    },
  });
  const chosen = values.only?.split(",") ?? Object.keys(scenarios);
  $.quiet = true;
  await ensureBusybox();
  const archive = (await $`docker save ${busybox} | base64`).stdout;
  const engine = await startEngine(projectFolder);
  process.env["DOCKER_HOST"] = engine.host;
  try {
    await $({ input: Buffer.from(archive, "base64") })`docker load`;
    const given = benchOn(engine, projectFolder, {
      full: values.full ?? false,
      rounds: Number(values.rounds ?? 5),
    });
    const rows: Row[] = [];
    for (const name of chosen) {
      given.tell(`== ${name}\n`);
      const measured = (await scenarios[name]?.(given)) ?? [];
      for (const row of measured) given.tell(`${JSON.stringify(row)}\n`);
      rows.push(...measured);
    }
    return rows.every(({ met }) => met !== false) ? 0 : 1;
  } finally {
    await engine.stop();
  }
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
