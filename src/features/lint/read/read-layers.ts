import { shownPath } from "../../../core/environment/find-manifest.ts";
import type { FoundManifest } from "../../../core/environment/find-manifest.ts";
import { ok } from "../../../core/environment/problem.ts";
import type { Problem, Read } from "../../../core/environment/problem.ts";
import { readYaml } from "../../../core/environment/yaml-source.ts";
import { envEntries } from "../../../core/secrets/env-file/env-file.ts";
import { parseEnvFile } from "../../../core/secrets/env-file/parse-env-file.ts";
import { resolvePath } from "./place-of.ts";
import type { LintEnvFile, LintLayer, Written } from "./subject.ts";
import { at, isWritten, textAt } from "./written.ts";
import type { World } from "../../../world/world.ts";

/** These files and all that they extend, by absolute path, in the order they are met. */
export async function readLayers(
  world: World,
  paths: readonly string[],
): Promise<Read<ReadonlyMap<string, LintLayer>>> {
  const layers = new Map<string, LintLayer>();
  const problems: Problem[] = [];
  const waiting = [...paths];
  for (let path = waiting.shift(); path !== undefined; path = waiting.shift()) {
    if (layers.has(path)) continue;
    const read = await readLayer(world, path);
    if (read.kind === "problems") problems.push(...read.problems);
    else {
      layers.set(path, read.value);
      waiting.push(...extendedBy(read.value));
    }
  }
  return problems.length > 0 ? { kind: "problems", problems } : ok(layers);
}

async function readLayer(world: World, path: string): Promise<Read<LintLayer>> {
  const file = shownPath(world, world.machine.workingDirectory, path);
  const [source, content] = await Promise.all([readYaml(world.files, path, file), world.files.read(path)]);
  if (source.kind === "problems") return source;
  const lines = content.kind === "text" ? content.text.split("\n") : [];
  return ok({ file, path, source: source.value, lines, services: servicesOf(source.value.value) });
}

function servicesOf(value: unknown): Readonly<Record<string, Written>> {
  const services = at(value, ["services"]);
  const entries = Object.entries(isWritten(services) ? services : {});
  return Object.fromEntries(
    entries.flatMap(([name, written]) => (isWritten(written) ? [[name, written]] : [])),
  );
}

function extendedBy(layer: LintLayer): readonly string[] {
  return Object.values(layer.services).flatMap((written) => {
    const file = textAt(written, ["extends", "file"]);
    return file === undefined ? [] : [resolvePath(layer, file)];
  });
}

/** The env files that are there: most checkouts have none, for they are generated. */
export async function readEnvFiles(
  world: World,
  { workingDirectory }: FoundManifest,
  environments: readonly string[],
): Promise<readonly LintEnvFile[]> {
  const read = await Promise.all(
    environments.map(async (environment) => {
      const path = world.files.resolve(workingDirectory, `.env.${environment}`);
      const content = await world.files.read(path);
      if (content.kind !== "text") return [];
      const entries = envEntries(parseEnvFile(content.text)).map(({ name, line }) => ({ name, line }));
      const file = shownPath(world, world.machine.workingDirectory, path);
      return [{ file, environment, entries }];
    }),
  );
  return read.flat();
}
