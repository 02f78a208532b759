import type { Result } from "../../world/result.ts";
import {
  isAlias,
  isMap,
  isNode,
  isPair,
  isScalar,
  isSeq,
  LineCounter,
  parseAllDocuments,
  parseDocument,
  visit,
} from "yaml";
import type { Document } from "yaml";
import type { Files } from "../../world/files/files.ts";
import { ok, problems } from "./problem.ts";
import type { Problem, Read } from "./problem.ts";

/** A YAML file with its lines kept, so that a complaint about a value can say where the value stands. */
export interface YamlSource {
  readonly file: string;
  readonly value: unknown;
  lineOf(path: readonly PropertyKey[]): number | undefined;
  /** `!override` or `!reset`, where the value there has one. */
  tagOf(path: readonly PropertyKey[]): string | undefined;
  /** Every text in the file, keys left out, where it stands. */
  texts(): readonly YamlText[];
}

export interface YamlText {
  /** Keys and indices that lead to it. */
  readonly path: readonly string[];
  readonly text: string;
  readonly line: number;
}

/** Reads a YAML file that holds one document; `shownAs` is how complaints name it. */
export async function readYaml(files: Files, path: string, shownAs: string): Promise<Read<YamlSource>> {
  const read = await readYamlDocuments(files, path, shownAs);
  if (read.kind === "failed") return read;
  const [only, ...more] = read.value;
  if (only !== undefined && more.length === 0) return ok(only);
  return problems({
    file: shownAs,
    message: `holds ${String(read.value.length)} YAML documents; one was expected`,
    fix: `remove what follows the line --- in ${shownAs}`,
  });
}

/** Every document of a file, divided by `---`: Compose merges them as it merges files. */
export async function readYamlDocuments(
  files: Files,
  path: string,
  shownAs: string,
): Promise<Read<readonly YamlSource[]>> {
  const content = await files.read(path);
  switch (content.kind) {
    case "text":
      return parseOnce(content.text, shownAs);
    case "absent":
      return problems({
        file: shownAs,
        message: "there is no such file",
        fix: `create ${shownAs} or correct its name`,
      });
    case "directory":
      return problems({
        file: shownAs,
        message: "is a folder; a YAML file was expected",
        fix: `rm -r ${shownAs} if it is empty, then put the file there`,
      });
    case "unreadable":
      return problems({
        file: shownAs,
        message: `cannot be read: ${content.reason}`,
        fix: `ls -l ${shownAs}`,
      });
  }
}

interface Parsed {
  readonly text: string;
  readonly sources: Read<readonly YamlSource[]>;
}

/** The same text under the same name is the same source: a layer that several environments share is parsed once. */
const parsed = new Map<string, Parsed>();

function parseOnce(text: string, shownAs: string): Read<readonly YamlSource[]> {
  const before = parsed.get(shownAs);
  if (before?.text === text) return before.sources;
  const sources = parseYaml(text, shownAs);
  parsed.set(shownAs, { text, sources });
  return sources;
}

function parseYaml(text: string, shownAs: string): Read<readonly YamlSource[]> {
  const lines = new LineCounter();
  const options = { lineCounter: lines, logLevel: "silent", merge: true, customTags: composeTags } as const;
  const all = parseAllDocuments(text, options);
  const documents = all.length === 0 ? [parseDocument(text, options)] : [...all];
  const errors = documents.flatMap((document) => document.errors);
  if (errors.length > 0) {
    return { kind: "failed", error: errors.map((error) => syntaxProblem(error, shownAs)) };
  }
  const read = documents.map((document) => sourceOf(document, lines, shownAs));
  const wrong = read.flatMap((each) => (each.kind === "failed" ? each.error : []));
  if (wrong.length > 0) return { kind: "failed", error: wrong };
  return ok(read.flatMap((each) => (each.kind === "ok" ? [each.value] : [])));
}

function sourceOf(document: Document, lines: LineCounter, shownAs: string): Read<YamlSource> {
  const read = valueOf(document);
  if (read.kind === "failed") {
    return problems(syntaxProblem({ message: read.error, linePos: brokenMerge(document, lines) }, shownAs));
  }
  return ok({
    file: shownAs,
    value: read.value,
    lineOf: (path) => lineOf(document, lines, path),
    tagOf: (path) => tagOf(document, path),
    texts: () => textsOf(document, lines),
  });
}

/** Compose's own tags change how layers merge; here only the value under them matters. */
const composeTags = ["!override", "!reset"].flatMap((tag) => [
  { tag, collection: "map" as const },
  { tag, collection: "seq" as const },
  { tag, resolve: (text: string) => text },
]);

type Value = Result<unknown, string>;

/** What is merged, and how often an alias repeats it, is looked at only now: the parser takes both as they stand. */
function valueOf(document: Document): Value {
  if (isTooLarge(document)) {
    return { kind: "failed", error: "its aliases repeat one another without end, or nearly so" };
  }
  try {
    // counted above, by what they come to: an honest file with a base for fifty services has a thousand of them
    const value: unknown = document.toJS({ maxAliasCount: -1 });
    return { kind: "ok", value };
  } catch (error) {
    return { kind: "failed", error: error instanceof Error ? error.message : String(error) };
  }
}

const mostNodes = 1_000_000;

/** With every alias written out. One that stands in what it names has no end. */
function isTooLarge(document: Document): boolean {
  const anchors = new Map<string, unknown>();
  const sizes = new Map<unknown, number>();
  const sizeOf = (node: unknown): number => {
    if (isAlias(node)) return sizes.get(anchors.get(node.source)) ?? Number.POSITIVE_INFINITY;
    if (isPair(node)) return sizeOf(node.key) + sizeOf(node.value);
    if (isNode(node) && "anchor" in node && node.anchor !== undefined) anchors.set(node.anchor, node);
    const size = isMap(node) || isSeq(node) ? 1 + sum([...node.items].map(sizeOf)) : 1;
    sizes.set(node, size);
    return size;
  };
  return sizeOf(document.contents) > mostNodes;
}

function sum(sizes: readonly number[]): number {
  return sizes.reduce((total, size) => total + size, 0);
}

/** Where `<<` is given something that is no map. */
function brokenMerge(document: Document, lines: LineCounter): readonly { line: number }[] {
  const places: { line: number }[] = [];
  visit(document, {
    Pair: (_, { key, value }) => {
      if (isScalar(key) && key.source === "<<" && isScalar(value)) {
        places.push({ line: lines.linePos(key.range?.[0] ?? 0).line });
      }
    },
  });
  return places;
}

function syntaxProblem(
  error: { message: string; linePos?: readonly { line: number }[] },
  file: string,
): Problem {
  const line = error.linePos?.[0]?.line;
  return {
    file,
    ...(line === undefined ? {} : { line }),
    message: `is not valid YAML: ${error.message.split("\n")[0] ?? ""}`,
    fix: `correct ${file}${line === undefined ? "" : ` at line ${String(line)}`}`,
  };
}

/** The line of the deepest part of `path` that exists. */
function lineOf(document: Document, lines: LineCounter, path: readonly PropertyKey[]): number | undefined {
  for (let depth = path.length; depth > 0; depth -= 1) {
    const offset = offsetOf(document, path.slice(0, depth));
    if (offset !== undefined) return lines.linePos(offset).line;
  }
  return document.contents === null ? undefined : 1;
}

function offsetOf(document: Document, path: readonly PropertyKey[]): number | undefined {
  const key = path.at(-1);
  const parent: unknown = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1), true);
  if (isMap(parent)) {
    const pair = parent.items.find((item) => isScalar(item.key) && item.key.value === key);
    return isNode(pair?.key) ? pair.key.range?.[0] : undefined;
  }
  const node: unknown = document.getIn(path, true);
  return isNode(node) ? node.range?.[0] : undefined;
}

function tagOf(document: Document, path: readonly PropertyKey[]): string | undefined {
  const node: unknown = document.getIn(path, true);
  return isNode(node) && node.tag?.startsWith("!") === true ? node.tag : undefined;
}

function textsOf(document: Document, lines: LineCounter): readonly YamlText[] {
  const texts: YamlText[] = [];
  visit(document, {
    Scalar: (key, node, ancestors) => {
      const { value } = node;
      if (key === "key" || (typeof value !== "string" && typeof value !== "number")) return;
      const path = ancestors.flatMap((parent, depth) => step(parent, ancestors[depth + 1] ?? node));
      texts.push({ path, text: String(value), line: lines.linePos(node.range?.[0] ?? 0).line });
    },
  });
  return texts;
}

/** How one goes from a node to the next one below: by a key, or by an index. */
function step(parent: unknown, child: unknown): readonly string[] {
  if (isSeq(parent)) return [String(parent.items.indexOf(child))];
  return isPair(parent) && isScalar(parent.key) ? [String(parent.key.value)] : [];
}
