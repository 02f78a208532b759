import { interpolate } from "../secrets/env-file/interpolate.ts";
import { variablesOf } from "../secrets/env-file/variables-of.ts";
import type { World } from "../../world/world.ts";
import { shownPath } from "./find-manifest.ts";
import type { Problem, Read } from "./problem.ts";
import { listAt, servicesIn, textAt, at } from "./written.ts";
import { readYamlDocuments } from "./yaml-source.ts";
import type { YamlSource } from "./yaml-source.ts";

type Variables = ReadonlyMap<string, string>;

/** One YAML document that Compose reads for a project. */
export interface ComposeDocument {
  readonly source: YamlSource;
  readonly path: string;
  /** Where its relative paths start. */
  readonly base: string;
  /** What its variables are; an included project has values of its own beneath. */
  readonly variables: Variables;
}

export interface ComposeDocuments {
  /** In the order in which Compose merges them: what is included comes before what includes it. */
  readonly merged: readonly ComposeDocument[];
  /** Files that services of those extend, by absolute path: of these, only the services named count. */
  readonly extended: ReadonlyMap<string, readonly ComposeDocument[]>;
  /** Files that are named and not there, by absolute path: Compose's to complain of. */
  readonly absent: readonly string[];
}

export function allDocuments({ merged, extended }: ComposeDocuments): readonly ComposeDocument[] {
  const read = new Set(merged.map(({ path }) => path));
  const more = [...extended].flatMap(([path, documents]) => (read.has(path) ? [] : documents));
  return [...more, ...merged];
}

interface Reading {
  readonly world: Pick<World, "files" | "machine">;
  readonly problems: Problem[];
  readonly extended: Map<string, readonly ComposeDocument[]>;
  readonly absent: Set<string>;
}

interface File {
  readonly path: string;
  readonly base: string;
  readonly variables: Variables;
}

/**
 * Every document that Compose reads services from: the layers, what they include, and what their services extend. A
 * file that is not there, or is fetched from elsewhere, is Compose's to complain of.
 */
export async function readDocuments(
  world: Reading["world"],
  project: { readonly files: readonly string[]; readonly directory: string },
  variables: Variables,
): Promise<Read<ComposeDocuments>> {
  const reading: Reading = { world, problems: [], extended: new Map(), absent: new Set() };
  const merged: ComposeDocument[] = [];
  for (const path of project.files) {
    merged.push(...(await readMerged(reading, { path, base: project.directory, variables }, [])));
  }
  const problems = [...new Map(reading.problems.map((each) => [JSON.stringify(each), each])).values()];
  return problems.length > 0
    ? { kind: "failed", error: problems }
    : { kind: "ok", value: { merged, extended: reading.extended, absent: [...reading.absent] } };
}

/** `above`: the files that include this one; in a ring of them Compose finds no end. */
async function readMerged(
  reading: Reading,
  file: File,
  above: readonly string[],
): Promise<readonly ComposeDocument[]> {
  const found: ComposeDocument[] = [];
  for (const document of await documentsOf(reading, file)) {
    for (const included of await includedBy(reading, document)) {
      if (
        !(await isThere(reading, included.path)) ||
        included.path === file.path ||
        above.includes(included.path)
      )
        continue;
      found.push(...(await readMerged(reading, included, [...above, file.path])));
    }
    found.push(document);
  }
  return found;
}

async function isThere({ world, absent }: Reading, path: string): Promise<boolean> {
  const { kind } = await world.files.stat(path);
  if (kind === "absent") absent.add(path);
  return kind === "file";
}

async function documentsOf(reading: Reading, file: File): Promise<readonly ComposeDocument[]> {
  const { files, machine } = reading.world;
  const shown = shownPath({ files }, machine.workingDirectory, file.path);
  const read = await readYamlDocuments(files, file.path, shown);
  if (read.kind === "failed") {
    reading.problems.push(...read.error);
    return [];
  }
  const documents = read.value.map((source) => ({ ...file, source }));
  for (const document of documents) await readExtended(reading, document);
  return documents;
}

async function readExtended(reading: Reading, document: ComposeDocument): Promise<void> {
  const { files } = reading.world;
  for (const service of Object.keys(servicesIn(document.source.value))) {
    const path = extendedFrom(files, document, service)?.path;
    if (path === undefined || path === document.path || reading.extended.has(path)) continue;
    if (!(await isThere(reading, path))) continue;
    reading.extended.set(path, []);
    const file = { path, base: files.dirname(path), variables: document.variables };
    reading.extended.set(path, await documentsOf(reading, file));
  }
}

async function includedBy({ world }: Reading, document: ComposeDocument): Promise<readonly File[]> {
  const found: File[] = [];
  for (const entry of listAt(document.source.value, ["include"])) {
    const paths = pathsOf(world, document, textsAt(entry, "path"));
    const [first] = paths;
    if (first === undefined) continue;
    const named = pathsOf(world, document, textsAt(entry, "project_directory"))[0];
    const base = named ?? world.files.dirname(first);
    const envFiles = pathsOf(world, document, textsAt(entry, "env_file"));
    const beneath = envFiles.length > 0 ? envFiles : [world.files.resolve(base, ".env")];
    const variables = new Map([...(await variablesOf(world, beneath)), ...document.variables]);
    found.push(...paths.map((path) => ({ path, base, variables })));
  }
  return found;
}

/** An entry may be a path alone; `path` and `env_file` may be one, or a list. */
function textsAt(entry: unknown, key: string): readonly string[] {
  if (typeof entry === "string") return key === "path" ? [entry] : [];
  const single = textAt(entry, [key]);
  return single === undefined ? listAt(entry, [key]).map(String) : [single];
}

function pathsOf(
  { files }: Pick<World, "files">,
  { base, variables }: Pick<ComposeDocument, "base" | "variables">,
  written: readonly string[],
): readonly string[] {
  return written.flatMap((text) => {
    const path = interpolate(text, variables) ?? "";
    return path === "" || isElsewhere(path) ? [] : [files.resolve(base, path)];
  });
}

/** Of a git repository or a registry: `https://…`, `git@…`, `oci://…`. */
function isElsewhere(path: string): boolean {
  return path.includes("://") || path.startsWith("git@") || path.startsWith("github.com/");
}

interface Extended {
  /** Undefined where it is a service of the same file. */
  readonly path: string | undefined;
  readonly service: string;
}

function extendedFrom(
  files: Pick<World["files"], "resolve">,
  document: ComposeDocument,
  service: string,
): Extended | undefined {
  const written = at(servicesIn(document.source.value), [service, "extends"]);
  const name = typeof written === "string" ? written : textAt(written, ["service"]);
  if (name === undefined) return undefined;
  const file = interpolate(textAt(written, ["file"]) ?? "", document.variables) ?? "";
  const path = file === "" || isElsewhere(file) ? undefined : files.resolve(document.base, file);
  return { path, service: name };
}

/** What a document says of one service. */
export interface Stanza {
  readonly document: ComposeDocument;
  readonly service: string;
}

/** All that a service is made of: what it extends first, itself last. In a ring of them Compose finds no end. */
export function stanzasOf(
  files: Pick<World["files"], "resolve">,
  documents: ComposeDocuments,
  own: Stanza,
): readonly Stanza[] {
  const stanzas: Stanza[] = [];
  for (let next: Stanza | undefined = own; next !== undefined; next = extendedBy(files, documents, next)) {
    const { document, service }: Stanza = next;
    if (stanzas.some((each) => each.document.path === document.path && each.service === service)) break;
    stanzas.unshift(next);
  }
  return stanzas;
}

/** Of a file in several documents, the one that speaks of it last. */
function extendedBy(
  files: Pick<World["files"], "resolve">,
  { merged, extended }: ComposeDocuments,
  { document, service }: Stanza,
): Stanza | undefined {
  const target = extendedFrom(files, document, service);
  if (target === undefined) return undefined;
  const path = target.path ?? document.path;
  const there = [...(extended.get(path) ?? []), ...merged.filter((each) => each.path === path)];
  const found = [...there, ...(path === document.path ? [document] : [])].findLast(
    (each) => servicesIn(each.source.value)[target.service] !== undefined,
  );
  return found === undefined ? undefined : { document: found, service: target.service };
}

/** What is merged, with each part that a service inherits put under its own name before it. */
export function withInherited(
  files: Pick<World["files"], "resolve">,
  documents: ComposeDocuments,
): readonly YamlSource[] {
  return documents.merged.flatMap((document) => {
    const inherited = Object.keys(servicesIn(document.source.value)).flatMap((service) =>
      stanzasOf(files, documents, { document, service })
        .slice(0, -1)
        .map((stanza) => underName(stanza, service)),
    );
    return [...inherited, document.source];
  });
}

function underName({ document, service }: Stanza, name: string): YamlSource {
  const { source } = document;
  const inPlace = ([top, first, ...rest]: readonly PropertyKey[]): readonly PropertyKey[] =>
    top === "services" && first === name ? [top, service, ...rest] : [];
  return {
    file: source.file,
    value: { services: { [name]: servicesIn(document.source.value)[service] } },
    lineOf: (path) => source.lineOf(inPlace(path)),
    tagOf: (path) => source.tagOf(inPlace(path)),
    texts: () =>
      source
        .texts()
        .filter(({ path }) => path[0] === "services" && path[1] === service)
        .map((text) => ({ ...text, path: ["services", name, ...text.path.slice(2)] })),
  };
}
