import type { World } from "../../world/world.ts";

export type ReportAnswer =
  | { readonly kind: "made"; readonly page: string }
  | { readonly kind: "none" }
  | { readonly kind: "no-allure" };

const withinMs = 300_000;

/**
 * The page for people: the one that the run itself made (Allure's or JMeter's), else made here of Allure's results
 * with the `allure` package where one is installed. Nothing is downloaded.
 */
export async function makeAllureReport(
  world: World,
  folder: string,
  directories: readonly string[],
): Promise<ReportAnswer> {
  const { files } = world;
  const page = files.resolve(folder, "report", "index.html");
  if ((await files.stat(page)).kind === "file") return { kind: "made", page };
  const results = files.resolve(folder, "allure-results");
  if ((await files.list(results)).length === 0) return { kind: "none" };
  const program = await findAllure(world, directories);
  if (program === undefined) return { kind: "no-allure" };
  await world.processes.run({
    command: world.machine.nodePath,
    args: [program, "generate", results, "--output", files.resolve(folder, "report")],
    directory: folder,
    timeoutMs: withinMs,
    signal: world.terminal.interrupted,
  });
  return (await files.stat(page)).kind === "file" ? { kind: "made", page } : { kind: "no-allure" };
}

/** In `node_modules` of these folders or of a parent of theirs, as Node itself would look. */
async function findAllure(world: World, directories: readonly string[]): Promise<string | undefined> {
  for (const start of directories) {
    for (let folder = start; ; folder = world.files.dirname(folder)) {
      const program = world.files.resolve(folder, "node_modules", "allure", "cli.js");
      if ((await world.files.stat(program)).kind === "file") return program;
      if (world.files.dirname(folder) === folder) break;
    }
  }
  return undefined;
}
