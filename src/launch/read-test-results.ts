import type { Thresholds } from "../environment/manifest.ts";
import type { World } from "../world/world.ts";
import { exceededThresholds } from "./exceeded-thresholds.ts";
import { readJunit } from "./read-junit.ts";
import { readSamples } from "./read-samples.ts";
import type { LoadFigures, TestReport } from "./test-report.ts";

const mostFailures = 20;

/** What stands in the results' folder after a run: JUnit files and JMeter's samples. Undefined when neither does. */
export async function readTestResults(
  world: World,
  folder: string,
  thresholds: Thresholds | undefined,
): Promise<Pick<TestReport, "passed" | "failed" | "skipped" | "failures" | "load"> | undefined> {
  const junit = (await contents(world, folder, ".xml")).flatMap((text) => readJunit(text) ?? []);
  const [load] = (await contents(world, folder, ".jtl")).flatMap((text) => readSamples(text) ?? []);
  if (junit.length === 0 && load === undefined) return undefined;
  const exceeded = load === undefined ? [] : exceededThresholds(load, thresholds);
  const kept = load === undefined ? 0 : Object.keys(thresholds ?? {}).length - exceeded.length;
  const sum = (count: "passed" | "failed" | "skipped"): number =>
    junit.reduce((total, one) => total + one[count], 0);
  return {
    passed: sum("passed") + kept,
    failed: sum("failed") + exceeded.length,
    skipped: sum("skipped"),
    failures: [...junit.flatMap(({ failures }) => failures), ...exceeded].slice(0, mostFailures),
    ...loadOf(load),
  };
}

function loadOf(load: LoadFigures | undefined): { readonly load?: LoadFigures } {
  return load === undefined ? {} : { load };
}

async function contents(world: World, folder: string, ending: string): Promise<readonly string[]> {
  const files = await resultFiles(world, folder, [ending]);
  const read = await Promise.all(files.map((file) => world.files.read(file)));
  return read.flatMap((content) => (content.kind === "text" ? [content.text] : []));
}

/** Makes the folder, before Compose makes one that root owns, and takes verdict and page of the last run out of it. */
export async function clearTestResults(
  world: World,
  folder: string,
): Promise<{ readonly kind: "ok" } | { readonly kind: "failed"; readonly reason: string }> {
  const made = await world.files.makeDirectory(folder, 0o755);
  if (made.kind === "failed") return made;
  const old = await resultFiles(world, folder, [".xml", ".jtl"]);
  const page = world.files.resolve(folder, "report", "index.html");
  const removed = await Promise.all([...old, page].map((file) => world.files.remove(file)));
  return removed.find((answer) => answer.kind === "failed") ?? { kind: "ok" };
}

async function resultFiles(
  world: World,
  folder: string,
  endings: readonly string[],
): Promise<readonly string[]> {
  const names = await world.files.list(folder);
  return names
    .filter((name) => endings.some((ending) => name.endsWith(ending)))
    .map((name) => world.files.resolve(folder, name));
}
