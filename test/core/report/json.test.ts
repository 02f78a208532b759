import { describe, expect, it } from "vitest";
import type { Event } from "../../../src/core/events/event.ts";
import { jsonRenderer } from "../../../src/core/report/json.ts";
import { at, plan, result } from "./events.ts";
import { fakeAudience } from "./fake-audience.ts";

function lines(...events: readonly Event[]): readonly unknown[] {
  const { terminal, written } = fakeAudience();
  const renderer = jsonRenderer(terminal);
  for (const event of events) renderer.handle(event);
  renderer.finish();
  return written.out
    .trimEnd()
    .split("\n")
    .map((line): unknown => JSON.parse(line));
}

const run = at({ type: "run-started", environment: "development", project: "p", rehearsal: false });

describe("the JSON stream", () => {
  it("is one object a line, with the event's type and time first", () => {
    const { terminal, written } = fakeAudience();
    jsonRenderer(terminal).handle(at({ type: "notice", text: "two\nlines" }));
    expect(written.out).toBe(
      '{"schema":1,"command":"up","type":"notice","at":"2026-11-21T10:00:00.000Z","text":"two\\nlines"}\n',
    );
  });

  it("holds no control character that a terminal would act on", () => {
    const { terminal, written } = fakeAudience();
    const text = `a${String.fromCharCode(27, 127, 155)}b`;
    jsonRenderer(terminal).handle(at({ type: "notice", text }));
    expect(written.out.trimEnd()).not.toMatch(/\p{Cc}/u);
    expect(JSON.parse(written.out)).toMatchObject({ text });
  });

  it("says in its first and last line, and only there, what it belongs to", () => {
    const [first, middle, last] = lines(run, at(plan("postgres")), at(result()));
    expect(first).toMatchObject({ schema: 1, command: "up", type: "run-started" });
    expect(middle).not.toHaveProperty("schema");
    expect(last).toMatchObject({
      schema: 1,
      command: "up",
      type: "result",
      ok: true,
      exitCode: 0,
      lostMs: 300,
    });
  });

  it("says it once when the result is all there is", () => {
    expect(lines(at(result()))).toEqual([expect.objectContaining({ schema: 1, type: "result" })]);
  });
});
