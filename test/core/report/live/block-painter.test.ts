import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { blockPainter, type PaintedLine } from "../../../../src/core/report/live/block-painter.ts";
import { fakeAudience } from "../fake-audience.ts";
import { screenAfter } from "./fake-screen.ts";

const columns = 20;
const lines = (...texts: readonly string[]): readonly PaintedLine[] =>
  texts.map((text) => ({ text, width: text.length }));
const text = fc.string({ unit: fc.constantFrom("a", "b", "c"), minLength: 1, maxLength: columns - 1 });

describe("blockPainter", () => {
  it("paints over what it painted before", () => {
    const { terminal, written } = fakeAudience({ columns });
    const painter = blockPainter(terminal);
    painter.paint(lines("one long line", "two"));
    painter.paint(lines("one", "two", "three"));
    painter.paint(lines("end"));
    expect(screenAfter(written.err, columns).lines).toEqual(["end"]);
  });

  it("writes nothing when nothing changed, and one piece when something did", () => {
    const { terminal, written } = fakeAudience({ columns });
    const painter = blockPainter(terminal);
    painter.paint(lines("one"));
    painter.paint(lines("one"));
    painter.paint(lines("two"));
    expect(written.errWrites).toBe(2);
  });

  it("shows what stays above and the last block below, whatever came before", () => {
    const action = fc.oneof(
      fc.array(text, { maxLength: 6 }).map((texts) => ({ kind: "paint" as const, texts })),
      fc.array(text, { minLength: 1, maxLength: 2 }).map((texts) => ({ kind: "above" as const, texts })),
    );
    fc.assert(
      fc.property(fc.array(action, { maxLength: 15 }), (actions) => {
        const { terminal, written } = fakeAudience({ columns });
        const painter = blockPainter(terminal);
        for (const { kind, texts } of actions) {
          if (kind === "paint") painter.paint(lines(...texts));
          else painter.above(texts);
        }
        painter.leave();
        const above = actions.flatMap(({ kind, texts }) => (kind === "above" ? texts : []));
        const block = actions.findLast(({ kind }) => kind === "paint")?.texts ?? [];
        const screen = screenAfter(written.err, columns);
        expect(screen.lines).toEqual([...above, ...block]);
        expect(screen.cursorIsShown).toBe(true);
      }),
    );
  });

  it("takes the block away and shows the cursor when it is cleared", () => {
    const { terminal, written } = fakeAudience({ columns });
    const painter = blockPainter(terminal);
    painter.paint(lines("one", "two"));
    painter.clear();
    expect(screenAfter(written.err, columns)).toEqual({ lines: [], cursorIsShown: true });
  });

  it("goes up over the rows that its lines take once the terminal has become narrower", () => {
    const audience = fakeAudience({ columns });
    const painter = blockPainter(audience.terminal);
    painter.paint(lines("a line of 18 signs", "two"));
    audience.resize(10, 24);
    painter.paint(lines("one"));
    // The first line has wrapped into two rows: three rows up, not two.
    expect(audience.written.err).toContain(`${String.fromCharCode(27)}[3A`);
  });
});
