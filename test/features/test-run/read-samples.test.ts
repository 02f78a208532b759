import fc from "fast-check";
import { expect, test } from "vitest";
import { percentile, sampleReader } from "../../../src/features/test-run/read-samples.ts";

async function readSamples(csv: string, pieceBytes = Infinity) {
  const reader = await sampleReader();
  const bytes = Buffer.from(csv);
  for (let at = 0; at < bytes.length; at += pieceBytes) reader.write(bytes.subarray(at, at + pieceBytes));
  return reader.end();
}

const header =
  "timeStamp,elapsed,label,responseCode,responseMessage,threadName,dataType,success,failureMessage,bytes";

function line(label: string, elapsed: number, success: boolean): string {
  return `1795262400000,${String(elapsed)},${label},200,OK,users 1-1,text,${String(success)},,120`;
}

test("requests, errors and percentiles, over all and per route", async () => {
  const csv = [header, line("chat", 900, true), line("chat", 1_100, false), line("models", 10, true)].join(
    "\n",
  );
  expect(await readSamples(csv)).toEqual({
    requests: 3,
    errors: 1,
    p50Ms: 900,
    p95Ms: 1_100,
    p99Ms: 1_100,
    routes: [
      { route: "chat", requests: 2, errors: 1, p50Ms: 900, p95Ms: 1_100, p99Ms: 1_100 },
      { route: "models", requests: 1, errors: 0, p50Ms: 10, p95Ms: 10, p99Ms: 10 },
    ],
  });
});

test("quoted fields hold commas, quotes and line ends; a line that was cut short is left out", async () => {
  const csv = `${header}\r\n1,5,"a, ""b""\nc",200,OK,t,text,true,"x,y",1\r\n2,7,"a, ""b""\nc",20`;
  expect(await readSamples(csv)).toMatchObject({ requests: 1, routes: [{ route: 'a, "b"\nc' }] });
});

test("in pieces of any size, wherever the run was cut short", async () => {
  const csv = [header, line("chat", 900, true), line('"a, ""é"""', 5, false), line("chat", 7, true)].join(
    "\r\n",
  );
  const expected = await readSamples(csv);
  expect(expected).toMatchObject({ requests: 3, errors: 1 });
  for (const size of [1, 2, 7, 64]) expect(await readSamples(csv, size)).toEqual(expected);
  for (let length = csv.indexOf("chat"); length < csv.length; length += 1) {
    const requests = (await readSamples(csv.slice(0, length)))?.requests ?? 0;
    const lines = csv.slice(0, length).split("\r\n").length - 1;
    expect([lines - 1, lines]).toContain(requests);
  }
});

test.each(["", header, "something else\n1,2", "<testResults></testResults>"])(
  "no samples in %j",
  async (csv) => {
    expect(await readSamples(csv)).toBeUndefined();
  },
);

const times = fc.array(fc.nat(100_000), { minLength: 1 });

test("a percentile is one of the times, at least so many are not above it, and no smaller time would do", () => {
  fc.assert(
    fc.property(times, fc.integer({ min: 1, max: 100 }), (given, percent) => {
      const sorted = given.toSorted((a, b) => a - b);
      const found = percentile(sorted, percent);
      const within = (most: number): number => sorted.filter((each) => each <= most).length;
      const needed = (percent * sorted.length) / 100;
      expect(sorted).toContain(found);
      expect(within(found)).toBeGreaterThanOrEqual(needed);
      const smaller = sorted.filter((each) => each < found);
      expect(smaller.length).toBeLessThan(needed);
    }),
  );
});

test("percentiles never fall as the percent rises, and no order of the samples changes them", async () => {
  const sample = fc.record({ route: fc.constantFrom("a", "b"), took: fc.nat(9_999), good: fc.boolean() });
  await fc.assert(
    fc.asyncProperty(fc.array(sample, { minLength: 1 }), async (samples) => {
      const csvOf = (some: typeof samples): string =>
        [header, ...some.map(({ route, took, good }) => line(route, took, good))].join("\n");
      const load = await readSamples(csvOf(samples));
      expect(load).toEqual(await readSamples(csvOf(samples.toReversed())));
      expect(load?.p50Ms).toBeLessThanOrEqual(load?.p95Ms ?? -1);
      expect(load?.p95Ms).toBeLessThanOrEqual(load?.p99Ms ?? -1);
      expect(load?.routes.reduce((sum, { requests }) => sum + requests, 0)).toBe(samples.length);
      expect(load?.routes.reduce((sum, { errors }) => sum + errors, 0)).toBe(load?.errors);
    }),
  );
});
