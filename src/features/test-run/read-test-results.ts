import { failed } from "../../world/result.ts";
import type { Result } from "../../world/result.ts";
import type { Thresholds } from "../../core/environment/manifest.ts";
import type { World } from "../../world/world.ts";
import { exceededThresholds } from "./judge-tests.ts";
import { readJunit, type JunitCounts } from "./read-junit.ts";
import { sampleReader } from "./read-samples.ts";
import type { LoadFigures, TestReport } from "../../core/events/event.ts";

const mostFailures = 20;

/** What stands in the results' folder after a run: JUnit files and JMeter's samples. Undefined when neither does. */
export async function readTestResults(
  world: World,
  folder: string,
  { thresholds, signal }: { readonly thresholds: Thresholds | undefined; readonly signal: AbortSignal },
): Promise<Pick<TestReport, "passed" | "failed" | "skipped" | "failures" | "load"> | undefined> {
  const junit = await readReports(world, folder);
  const load = await readLoad(world, folder, signal);
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

async function readReports(world: World, folder: string): Promise<readonly JunitCounts[]> {
  const files = await resultFiles(world, folder, [".xml"]);
  const read = files.map(async (file) => {
    const content = await world.files.read(file);
    const name = world.files.basename(file);
    return content.kind === "text" ? readJunit(content.text, name) : undefined;
  });
  return (await Promise.all(read)).flatMap((counts) => counts ?? []);
}

/** Of the first file that has samples. */
async function readLoad(world: World, folder: string, signal: AbortSignal): Promise<LoadFigures | undefined> {
  for (const file of await resultFiles(world, folder, [".jtl"])) {
    const reader = await sampleReader();
    await world.files.scan(file, { decompress: false, onChunk: reader.write, signal });
    const load = await reader.end();
    if (load !== undefined) return load;
  }
  return undefined;
}

/** Makes the folder, before Compose makes one that root owns, and takes verdict and page of the last run out of it. */
export async function clearTestResults(world: World, folder: string): Promise<Result<undefined, string>> {
  const made = await world.files.makeDirectory(folder, 0o755);
  if (made.kind === "failed") return failed(made.error.reason);
  const old = await resultFiles(world, folder, [".xml", ".jtl"]);
  const page = world.files.resolve(folder, "report", "index.html");
  const removed = await Promise.all([...old, page].map((file) => world.files.remove(file)));
  const refused = removed.find((answer) => answer.kind === "failed");
  return refused === undefined ? { kind: "ok", value: undefined } : failed(refused.error.reason);
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
