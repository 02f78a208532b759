import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { dumpReader } from "../../../../src/features/backup/save/dump-rows.ts";

const dump = readFileSync(join(import.meta.dirname, "../../../fixtures/backup/dumpall-15.sql"));

function read(pieces: readonly Uint8Array[]) {
  const reader = dumpReader();
  for (const piece of pieces) reader.write(piece);
  return reader.end();
}

/** Cut at these places. */
function cut(whole: Uint8Array, at: readonly number[]): readonly Uint8Array[] {
  const places = [0, ...[...at].sort((a, b) => a - b), whole.length];
  return places.slice(1).map((end, index) => whole.subarray(places[index], end));
}

describe("reading a dump of a whole PostgreSQL", () => {
  it("counts the rows of every table of every database, whatever the rows say", () => {
    expect(read([dump])).toEqual({
      isWhole: true,
      tables: [
        { database: `it's "odd"`, table: "public.t", rows: 3 },
        { database: "shop", table: "content.pages", rows: 9 },
        { database: "shop", table: `public."We (ird"".t"`, rows: 2 },
        { database: "shop", table: "public.child", rows: 3 },
        { database: "shop", table: "public.empty", rows: 0 },
        { database: "shop", table: "public.nocol", rows: 2 },
      ],
    });
  });

  it("comes to the same however the stream is cut into pieces", () => {
    const whole = read([dump]);
    fc.assert(
      fc.property(fc.array(fc.nat(dump.length), { maxLength: 20 }), (at) => {
        expect(read(cut(dump, at))).toEqual(whole);
      }),
      { numRuns: 50 },
    );
  });

  it("says of a dump that was cut off that it is not whole", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: dump.length - 60 }), (length) => {
        expect(read([dump.subarray(0, length)]).isWhole).toBe(false);
      }),
      { numRuns: 50 },
    );
  });

  it("holds no row, however long", () => {
    const reader = dumpReader();
    const text = new TextEncoder();
    reader.write(
      text.encode(
        "-- Data for Name: t; Type: TABLE DATA; Schema: public\n--\n\nCOPY public.t (a) FROM stdin;\n",
      ),
    );
    const piece = new Uint8Array(1_000_000).fill(120);
    for (let count = 0; count < 50; count += 1) reader.write(piece);
    reader.write(text.encode("\nx\n\\.\n"));
    expect(reader.end().tables).toEqual([{ database: "", table: "public.t", rows: 2 }]);
  });
});
