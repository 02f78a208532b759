import { isMap, isNode, isScalar, LineCounter, parseDocument } from "yaml";
import type { Document } from "yaml";
import type { Files } from "../world/files.ts";
import { ok, problems } from "./problem.ts";
import type { Problem, Read } from "./problem.ts";

/** A YAML file with its lines kept, so that a complaint about a value can say where the value stands. */
export interface YamlSource {
  readonly file: string;
  readonly value: unknown;
  lineOf(path: readonly PropertyKey[]): number | undefined;
}

/** Reads one YAML file; `shownAs` is how complaints name it. */
export async function readYaml(files: Files, path: string, shownAs: string): Promise<Read<YamlSource>> {
  const content = await files.read(path);
  switch (content.kind) {
    case "text":
      return parseYaml(content.text, shownAs);
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

function parseYaml(text: string, shownAs: string): Read<YamlSource> {
  const lines = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: lines,
    logLevel: "silent",
    merge: true,
    customTags: composeTags,
  });
  if (document.errors.length > 0) {
    return { kind: "problems", problems: document.errors.map((error) => syntaxProblem(error, shownAs)) };
  }
  return ok({ file: shownAs, value: valueOf(document), lineOf: (path) => lineOf(document, lines, path) });
}

/** Compose's own tags change how layers merge; here only the value under them matters. */
const composeTags = ["!override", "!reset"].flatMap((tag) => [
  { tag, collection: "map" as const },
  { tag, collection: "seq" as const },
  { tag, resolve: (text: string) => text },
]);

function valueOf(document: Document): unknown {
  const value: unknown = document.toJS({ maxAliasCount: 1000 });
  return value;
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
