import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { recordRun } from "../../../../src/core/journal/run-journal.ts";
import { jsonRenderer } from "../../../../src/core/report/json.ts";
import { logLines } from "../../../../src/features/logs/log-lines.ts";
import { redactingTerminal } from "../../../../src/core/report/text/redacting-terminal.ts";
import { asciiSymbols } from "../../../../src/core/report/text/symbols.ts";
import { maskDocument, maskForeignDocument } from "../../../../src/core/secrets/mask/mask-document.ts";
import { createRedactor } from "../../../../src/core/secrets/mask/redact.ts";
import { at, plan, result } from "../../report/events.ts";
import { fakeWorld } from "../../../world/fake-world.ts";
import { fakeTerminal } from "../../../world/fake-terminal.ts";

const ascii = (text: string): string =>
  text.replaceAll(/[^ -~]/g, (each) => `\\u${each.charCodeAt(0).toString(16).padStart(4, "0")}`);

/** The ways in which programs that stand in containers, and Compose, write a text down. */
const writings: readonly ((text: string) => string)[] = [
  (text) => text,
  (text) => JSON.stringify({ token: text }),
  (text) => JSON.stringify({ body: JSON.stringify({ token: text }) }),
  (text) => ascii(JSON.stringify({ token: text })),
  (text) => ascii(JSON.stringify({ token: text })).replaceAll("/", String.raw`\/`),
  // as Go does it
  (text) =>
    JSON.stringify({ token: text }).replaceAll(
      /[<>&\u2028\u2029]/gu,
      (each) => `\\u${each.charCodeAt(0).toString(16).padStart(4, "0")}`,
    ),
  (text) => `TOKEN: ${text.replaceAll("$", "$$$$")}`,
  (text) => JSON.stringify({ TOKEN: text.replaceAll("$", "$$$$") }),
  (text) => `TOKEN: '${text.replaceAll("'", "''").replaceAll("$", "$$$$")}'`,
  (text) => `TOKEN='${text.replaceAll("'", String.raw`'\''`)}'`,
  (text) =>
    `<a t="${text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;")}">`,
];

/** Six characters and more, of what breaks forms: quotes, `$`, backslashes, line ends, letters of all alphabets. */
const unit = fc.oneof(
  fc.constantFrom(...Array.from("\"'$\\\n\r\t<>&/{}[]:#, =%é漢😀\u0085\u2028")),
  fc.constantFrom(...Array.from("abcXYZ0123")),
  fc.string({ unit: "grapheme", minLength: 1, maxLength: 1 }),
);
const secret = fc
  .array(unit, { minLength: 6, maxLength: 30 })
  .map((units) => units.join(""))
  .filter((text) => text.trim().length >= 6 && !/^[*\s]+$/u.test(text));
/** Values that are words, numbers and truth values of JSON as well. */
const plainWord = fc.constantFrom(
  "true",
  "false",
  "null",
  "4096",
  "8080",
  "123456",
  "1.5e3",
  "ready",
  "failed",
  "running",
  "service",
  "schema",
  "result",
  "type",
);
const anySecret = fc.oneof(secret, plainWord);

/** Whether no text of the document still says the secret, in any writing. */
function expectHidden(document: unknown, value: string): void {
  const forms = new Set(writings.map((write) => write(value)));
  for (const text of textsOf(document)) expect([...forms].filter((form) => text.includes(form))).toEqual([]);
}

function textsOf(document: unknown): readonly string[] {
  if (typeof document === "string") return [document];
  if (typeof document !== "object" || document === null) return [];
  return Object.values(document).flatMap(textsOf);
}

/** The same document with every text left out: its keys, numbers and truth values. */
function shapeOf(document: unknown): unknown {
  if (typeof document === "string") return "";
  if (typeof document !== "object" || document === null) return document;
  if (Array.isArray(document)) return document.map(shapeOf);
  return Object.fromEntries(Object.entries(document).map(([key, value]) => [key, shapeOf(value)]));
}

const written = fc
  .tuple(anySecret, fc.constantFrom(...writings), fc.constantFrom("", "said: ", "a=1 "))
  .map(([value, write, before]) => ({ value, text: `${before}${write(value)}` }));

describe("masking is of values", () => {
  it("a document that holds a secret in any writing parses, has its keys, numbers and words, and not the secret", () => {
    fc.assert(
      fc.property(written, ({ value, text }) => {
        const { redact } = createRedactor([value]);
        const document = {
          schema: 1,
          command: "status",
          ok: true,
          missing: null,
          size: 4096,
          services: [{ name: "web", state: "ready", text, tail: [text, { data: text }] }],
        };
        const masked = maskDocument(document, redact);
        const parsed: unknown = JSON.parse(JSON.stringify(masked));
        expect(shapeOf(parsed)).toEqual(shapeOf(document));
        expect(parsed).toMatchObject({ command: "status", services: [{ name: "web", state: "ready" }] });
        expectHidden([masked.services[0]?.text, masked.services[0]?.tail], value);
      }),
      { numRuns: 500 },
    );
  });

  it("of a document of others, each text", () => {
    const { redact } = createRedactor(["4096", "true"]);
    const config = {
      services: {
        web: {
          command: ["serve", "--token", "true"],
          environment: { TOKEN: "4096" },
          init: true,
          mem_limit: 4096,
        },
      },
    };
    expect(maskForeignDocument(config, redact)).toEqual({
      services: {
        web: {
          command: ["serve", "--token", "***"],
          environment: { TOKEN: "***" },
          init: true,
          mem_limit: 4096,
        },
      },
    });
  });

  it("the JSON of a run and its journal hold no secret, are JSON, and say what happened", async () => {
    await fc.assert(
      fc.asyncProperty(written, async ({ value, text }) => {
        const world = fakeWorld();
        const terminal = redactingTerminal(world.terminal);
        terminal.learn([value]);
        const renderer = jsonRenderer(terminal);
        const events = [
          at(plan("web")),
          at({ type: "log-tail", service: "web", lines: [text] }),
          at({ type: "notice", text }),
          at(result({ message: text, warnings: [text] })),
        ];
        for (const event of events) renderer.handle(event);
        const place = { stateDirectory: "/home/ann/project/.stack", project: "p-demo" };
        await recordRun(world, place, events, (each) => terminal.redact(each));
        const lines = world.terminal.outText
          .trimEnd()
          .split("\n")
          .map((line): unknown => JSON.parse(line));
        expect(lines).toMatchObject([
          { type: "plan-made" },
          { type: "log-tail", service: "web" },
          { type: "notice" },
          { type: "result", ok: true },
        ]);
        const path = world.files.paths().find((each) => each.includes("/runs/")) ?? "";
        const kept = await world.files.read(path);
        const journal: unknown = JSON.parse(kept.kind === "text" ? kept.text : "");
        expect(journal).toMatchObject({
          schema: 1,
          project: "p-demo",
          events: [{ type: "plan-made" }, {}, {}, { type: "result", ok: true }],
        });
        const [, tail, notice] = lines.map((line) =>
          z.object({ text: z.string().default(""), lines: z.array(z.string()).default([]) }).parse(line),
        );
        expectHidden([tail?.lines, notice?.text], value);
      }),
      { numRuns: 100 },
    );
  });

  it("a line of a log holds no secret, though what a terminal would act on is taken out of it", () => {
    fc.assert(
      fc.property(written, ({ value, text }) => {
        const { redact } = createRedactor([value]);
        const show = logLines(["web"], { symbols: asciiSymbols, colour: 0, redact, timestamps: false });
        const container = { id: "web-id", name: "web-1", service: "web" };
        const line = { at: new Date(), from: "stdout", text } as const;
        expectHidden([show({ kind: "line", container, line }).slice("web | ".length)], value);
      }),
    );
  });

  it("a value in every writing, with nothing else of the text lost", () => {
    fc.assert(
      fc.property(secret, fc.constantFrom(...writings), (value, write) => {
        const mark = "SECRETMARK";
        expect(createRedactor([value]).redact(`[${write(value)}]`)).toBe(
          `[${write(mark)}]`.replaceAll(mark, "***"),
        );
      }),
    );
  });
});

describe("our own words", () => {
  it("stay where a secret equals one: states, types, names, numbers, truth values", () => {
    const terminal = fakeTerminal();
    const masked = redactingTerminal(terminal);
    masked.learn(["ready", "true", "4096", "postgres", "result", "up to date"]);
    masked.outDocument({
      schema: 1,
      type: "result",
      ok: true,
      bytes: 4096,
      services: [{ name: "postgres", state: "ready" }],
      text: "true 4096 postgres",
    });
    expect(JSON.parse(terminal.outText)).toEqual({
      schema: 1,
      type: "result",
      ok: true,
      bytes: 4096,
      services: [{ name: "postgres", state: "ready" }],
      text: "*** *** ***",
    });
  });

  it("stay in our own sentences, and are masked in what a service said", () => {
    const terminal = fakeTerminal();
    const masked = redactingTerminal(terminal);
    masked.learn(["ready", "hunter2hunter2"]);
    masked.out("web is ready: hunter2hunter2\n");
    expect(terminal.outText).toBe("web is ready: ***\n");
    expect(masked.redact("the password is ready")).toBe("the password is ***");
  });
});
