import { expect, test } from "vitest";
import { undocumented } from "./documented-output.ts";

const error = { schema: 1, command: "up", ok: false, exitCode: 2, error: { message: "what", fix: "how" } };
const event = { type: "notice", at: "2026-11-21T10:00:00.000Z", text: "a remark" };
const json = ["up", "dev", "--json"];

test("takes what is documented: a document, lines, and several documents", () => {
  expect(undocumented(json, `${JSON.stringify(error, undefined, 2)}\n`)).toBeUndefined();
  expect(
    undocumented(json, `${JSON.stringify(event)}\n${JSON.stringify(event)}\n{"type":"no`),
  ).toBeUndefined();
  expect(
    undocumented(json, `${JSON.stringify(event)}\n${JSON.stringify(error, undefined, 2)}\n`),
  ).toBeUndefined();
});

test.each([
  ["a field that is not documented", { ...event, tone: "warning" }],
  ["a field that is missing", { type: "notice", at: event.at }],
  ["a field of another type", { ...event, text: 7 }],
  ["an event that is not documented", { ...event, type: "remark" }],
  ["a document that is not documented", { schema: 1, command: "fly", ok: true }],
  ["an undocumented field within one that is", { ...error, error: { ...error.error, code: 1 } }],
])("refuses %s", (_, value) => {
  expect(undocumented(json, `${JSON.stringify(value)}\n`)).toContain("not as documented");
  expect(undocumented(["up", "dev"], `${JSON.stringify(value)}\n`)).toBeUndefined();
});

test("refuses a second document, where not one a line is asked for", () => {
  const document = `${JSON.stringify({ ...error, command: "down" }, undefined, 2)}\n`;
  expect(undocumented(["down", "dev", "--json"], document)).toBeUndefined();
  expect(undocumented(["down", "dev", "--json"], document + document)).toContain("more than one document");
});
