import { allDocuments, readDocuments } from "../../../core/environment/compose-documents.ts";
import type { ComposeDocument } from "../../../core/environment/compose-documents.ts";
import { shownPath } from "../../../core/environment/find-manifest.ts";
import type { FoundManifest } from "../../../core/environment/find-manifest.ts";
import { ok } from "../../../core/environment/problem.ts";
import type { Problem, Read } from "../../../core/environment/problem.ts";
import { envEntries } from "../../../core/secrets/env-file/env-file.ts";
import { parseEnvFile } from "../../../core/secrets/env-file/parse-env-file.ts";
import type { LintEnvFile, LintLayer, Written } from "./lint-subject.ts";
import { at, isWritten } from "./written.ts";
import type { World } from "../../../world/world.ts";

/** What one way of laying an environment is written in. */
export interface WrittenLay {
  /** The layers and what they include, in the order in which they are merged. */
  readonly layers: readonly LintLayer[];
  /** Those, and the files that they extend. */
  readonly read: readonly LintLayer[];
}

/** These files and all that they include and extend, each document for itself. */
export async function readWrittenLay(
  world: World,
  paths: readonly string[],
  variables: ReadonlyMap<string, string>,
): Promise<Read<WrittenLay>> {
  const directory = world.files.dirname(paths[0] ?? world.machine.workingDirectory);
  const documents = await readDocuments(world, { files: paths, directory }, variables);
  if (documents.kind === "failed") return documents;
  if (documents.value.absent.length > 0) {
    return { kind: "failed", error: documents.value.absent.map((path) => absentFile(world, path)) };
  }
  const layers = await Promise.all(
    allDocuments(documents.value).map(async (document) => ({
      document,
      layer: await layerOf(world, document),
    })),
  );
  const read = layers.map(({ layer }) => layer);
  const merged = new Set(documents.value.merged);
  return ok({ read, layers: layers.flatMap(({ document, layer }) => (merged.has(document) ? [layer] : [])) });
}

/** Every layer once, whichever environments lay it. */
export function distinct(layers: readonly LintLayer[]): readonly LintLayer[] {
  return [...new Map(layers.map((layer) => [layer.source, layer])).values()];
}

function absentFile(world: World, path: string): Problem {
  const file = shownPath(world, world.machine.workingDirectory, path);
  return { file, message: "there is no such file", fix: `create ${file} or correct its name` };
}

async function layerOf(world: World, document: ComposeDocument): Promise<LintLayer> {
  const { source, path, base, variables } = document;
  const content = await world.files.read(path);
  const lines = content.kind === "text" ? content.text.split("\n") : [];
  return { file: source.file, path, base, variables, source, lines, services: servicesOf(source.value) };
}

function servicesOf(value: unknown): Readonly<Record<string, Written>> {
  const services = at(value, ["services"]);
  const entries = Object.entries(isWritten(services) ? services : {});
  return Object.fromEntries(
    entries.flatMap(([name, written]) => (isWritten(written) ? [[name, written]] : [])),
  );
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
