import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";

/**
 * Holds all that the program prints with `--json`, in whichever test, to output.schema.json: a field that is not in it,
 * or is missing, is an error of the program or of its documentation, and of the test.
 */
export function undocumented(words: readonly string[], stdout: string): string | undefined {
  if (!words.includes("--json") || words.includes("--help") || words[0] === "compose") return undefined;
  const values = jsonValues(stdout);
  if (values.length > 1 && !manyLines.has(words[0] ?? "") && !words.includes("--all"))
    return `more than one document: ${stdout.slice(0, 400)}`;
  for (const value of values) {
    const schemas = schemasFor(value, words[0] ?? "");
    if (schemas.some((schema) => schema.safeParse(value).success)) continue;
    const issues = schemas[0]?.safeParse(value).error?.issues ?? "nothing of that kind is documented";
    return `not as documented: ${JSON.stringify(value).slice(0, 400)}\n${JSON.stringify(issues)}`;
  }
  return undefined;
}

/** One event, or one line of a log, a line: all others print one document. */
const manyLines: ReadonlySet<string> = new Set(["up", "first-run", "logs"]);

/** A whole document, or one a line; what was cut off within a line is left out. */
function jsonValues(stdout: string): readonly unknown[] {
  const whole = parsed(stdout);
  if (whole !== undefined) return [whole];
  const complete = stdout.slice(0, stdout.lastIndexOf("\n") + 1);
  return complete.split(/\n(?=\{)/u).flatMap((text) => {
    const value = parsed(text);
    return value === undefined ? [] : [value];
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const labels = z.looseObject({
  type: z.string().optional(),
  command: z.string().optional(),
  stream: z.string().optional(),
  error: z.looseObject({ message: z.string() }).optional(),
  exitCode: z.number().optional(),
});

/** The schemas that a value may be meant by: told apart as a reader would. */
function schemasFor(value: unknown, word: string): readonly z.ZodType[] {
  const { type, command, stream, error, exitCode } = labels.catch({}).parse(value);
  if (type !== undefined) return [schemaOf("Event", (variant) => variant === type)];
  if (command === undefined) return stream === undefined ? [] : [schemaOf("LogRecord")];
  const documents = documentNames.filter((name) => commandOf(name) === command);
  const asked = command === word || command.startsWith(`${word} `);
  // the cards' own document says too what is wrong with them
  const isComplaint = error !== undefined && exitCode !== undefined && asked;
  return [...(isComplaint ? ["ErrorDocument"] : documents)].map((name) => schemaOf(name));
}

type JsonSchema = z.core.JSONSchema.JSONSchema;

const file = join(import.meta.dirname, "..", "..", "output.schema.json");
const whole: JsonSchema = JSON.parse(readFileSync(file, "utf8"), (_, value) => strict(value));
const definitions = whole.$defs ?? {};
const documentNames = Object.keys(definitions).filter((name) => commandOf(name) !== undefined);
const made = new Map<string, z.ZodType>();

function commandOf(name: string): unknown {
  return constantOf(definitions[name], "command");
}

function constantOf(schema: JsonSchema | boolean | undefined, field: string): unknown {
  const property = typeof schema === "object" ? schema.properties?.[field] : undefined;
  return typeof property === "object" ? property.const : undefined;
}

/** Readers are to put up with new fields; tests are not. */
function strict(value: unknown): unknown {
  const shape = z.looseObject({ type: z.literal("object"), properties: z.looseObject({}) }).safeParse(value);
  if (!shape.success || "additionalProperties" in shape.data) return value;
  return { ...shape.data, additionalProperties: false };
}

function schemaOf(name: string, isMeant?: (type: unknown) => boolean): z.ZodType {
  const definition = definitions[name];
  const choices = typeof definition === "object" ? (definition.anyOf ?? []) : [];
  const variant = choices.find((choice) => isMeant?.(constantOf(choice, "type")) === true);
  const meant = variant ?? definition;
  if (typeof meant !== "object") throw new Error(`output.schema.json has no ${name}`);
  const key = `${name} ${String(constantOf(meant, "type"))}`;
  const schema = made.get(key) ?? z.fromJSONSchema({ ...meant, $defs: definitions });
  made.set(key, schema);
  return schema;
}
