import { readdirSync } from "node:fs";
import { join } from "node:path";
import { isInterfaceDeclaration, isTypeAliasDeclaration } from "typescript/unstable/ast/is";
import { API } from "typescript/unstable/sync";
import { projectFolder } from "../development/project.mjs";
import { SchemaMaker, unionKey } from "./json-schema.mjs";

/**
 * @typedef {import("./json-schema.mjs").JsonSchema} JsonSchema
 * @typedef {{ readonly name: string, readonly command: string, readonly comment: string, readonly schema: JsonSchema }} JsonDocument
 * @typedef {{ readonly name: string, readonly comment: string, readonly type: import("typescript/unstable/sync").Type }} Declared
 */

/** Documents that belong to no command in particular. */
const others = new Map([["ErrorDocument", ""]]);

/**
 * What `--json` prints, as the types of the source have it: `Event`, and every interface with `schema: 1` and a
 * `command`. They are found, not listed, so that a new document is documented by existing. The compiler is asked, for
 * only it knows what `Omit` and `&` come to; its interface is new, and used here alone.
 *
 * @returns {{ readonly documents: readonly JsonDocument[], readonly events: JsonSchema, readonly types: Readonly<Record<string, JsonSchema>> }}
 */
export function jsonTypes() {
  const api = new API({ cwd: projectFolder });
  try {
    const project = api
      .updateSnapshot({ openProject: join(projectFolder, "tsconfig.json") })
      .getProjects()[0];
    if (project === undefined) throw new Error("the compiler found no project");
    const declared = declaredTypes(project);
    const maker = new SchemaMaker(project.checker, unionNames(declared));
    const documents = declared.flatMap(({ name, comment, type }) => {
      const command = maker.commandOf(type) ?? others.get(name);
      return command === undefined ? [] : [{ name, command, comment, schema: maker.inlineSchema(type) }];
    });
    const event = declared.find(({ name }) => name === "Event");
    if (event === undefined) throw new Error("there is no type Event");
    const events = maker.inlineSchema(event.type);
    return { documents: documents.sort(byCommand), events, types: sorted(maker.types) };
  } finally {
    api.close();
  }
}

/**
 * @param {import("typescript/unstable/sync").Project} project
 * @returns {readonly Declared[]}
 */
function declaredTypes({ program, checker }) {
  const folder = join(projectFolder, "src");
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((file) =>
    file.endsWith(".ts"),
  );
  return files.sort().flatMap((file) => {
    const statements = program.getSourceFile(join(folder, file))?.statements ?? [];
    return [...statements].flatMap((statement) => {
      if (!isInterfaceDeclaration(statement) && !isTypeAliasDeclaration(statement)) return [];
      const symbol = checker.getSymbolAtLocation(statement.name);
      if (symbol === undefined) return [];
      const comment = checker.getDocumentationCommentOfSymbol(symbol).replaceAll(/\s+/gu, " ").trim();
      return [{ name: symbol.name, comment, type: checker.getDeclaredTypeOfSymbol(symbol) }];
    });
  });
}

/** @param {readonly Declared[]} declared */
function unionNames(declared) {
  return new Map(
    declared.flatMap(({ name, type }) =>
      type.isUnionType() ? [[unionKey(type.getTypes()), { name, type }]] : [],
    ),
  );
}

/** @param {JsonDocument} a @param {JsonDocument} b */
function byCommand(a, b) {
  return `${a.command} ${a.name}` < `${b.command} ${b.name}` ? -1 : 1;
}

/**
 * @template T
 * @param {Readonly<Record<string, T>>} record
 * @returns {Readonly<Record<string, T>>}
 */
function sorted(record) {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
}
