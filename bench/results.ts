import { readFile, writeFile } from "node:fs/promises";
import { cpus, loadavg, release, totalmem } from "node:os";
import { join } from "node:path";
import { $ } from "zx";
import type { Row } from "./bench.ts";
import { mebibytes } from "./numbers.ts";

export interface Ran {
  readonly rows: readonly Row[];
  readonly rounds: number;
  /** The one-minute load when it began, the benchmark's own not included. */
  readonly loadBefore: number;
  readonly took: string;
}

/** Keeps what was measured, with the machine and the versions it was measured on. */
export async function writeResults(projectFolder: string, ran: Ran): Promise<void> {
  const file = join(projectFolder, "bench", "RESULTS.md");
  const notes = await readFile(join(projectFolder, "bench", "NOTES.md"), "utf8").catch(() => "");
  await writeFile(file, [...(await head(ran)), ...resultTable(ran.rows), notes].join("\n"));
  await $`npx prettier --write ${file}`;
}

/** The rows as a table, one heading a scenario. */
export function resultTable(rows: readonly Row[]): readonly string[] {
  const scenarios = [...new Set(rows.map(({ scenario }) => scenario))];
  return scenarios.flatMap((scenario) => [
    `## ${scenario}`,
    "",
    "| what | measured | goal | met |",
    "| --- | --- | --- | --- |",
    ...rows
      .filter((row) => row.scenario === scenario)
      .map(({ what, measured, goal, met }) => `| ${[what, measured, goal, verdict(met)].join(" | ")} |`),
    "",
  ]);
}

function verdict(met: boolean | undefined): string {
  if (met === undefined) return "";
  return met ? "yes" : "**no**";
}

async function head({ rounds, loadBefore, took }: Ran): Promise<readonly string[]> {
  const [processor] = cpus();
  const engine = (await $`docker version --format {{.Server.Version}}`).stdout.trim();
  const compose = (await $`docker compose version --short`).stdout.trim();
  return [
    "# How fast",
    "",
    "Written by `npm run bench`: the launcher and `docker compose` in turns, in one run, on one machine. Medians; ratios",
    "count, not seconds, and each is the median over the rounds of one beside its neighbour.",
    "",
    `- ${new Date().toISOString().slice(0, 10)}, ${String(rounds)} rounds, ${took} in all`,
    `- ${String(cpus().length)} × ${processor?.model ?? "unknown"}, ${mebibytes(totalmem())} of memory, Linux ${release()}`,
    `- Node ${process.versions.node}, Docker Engine ${engine}, Docker Compose ${compose}`,
    `- load of the machine: ${loadBefore.toFixed(1)} before, ${(loadavg()[0] ?? 0).toFixed(1)} at the end`,
    "",
  ];
}
