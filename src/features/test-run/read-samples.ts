import type { LoadFigures, RouteFigures } from "../../core/events/event.ts";

/** Hears what JMeter wrote piece by piece: a long run leaves gigabytes. */
export interface SampleReader {
  readonly write: (chunk: Uint8Array) => void;
  /** Over all and per route; undefined without samples. */
  readonly end: () => Promise<LoadFigures | undefined>;
}

/** Reads samples (a .jtl, as CSV with a header), of which only the times are kept. */
export async function sampleReader(): Promise<SampleReader> {
  const { parse } = await import("csv-parse");
  const routes = new Map<string, Route>();
  let header: readonly string[] | undefined;
  const parser = parse({
    bom: true,
    relax_column_count: true,
    skip_empty_lines: true,
    skip_records_with_error: true,
    on_record: (row: readonly string[]) => {
      if (header === undefined) header = row;
      else count(routes, header, row);
      // nothing is to pile up behind it
      return null;
    },
  });
  // what breaks off in the middle of a field
  parser.on("error", () => undefined);
  const closed = new Promise<void>((resolve) => parser.once("close", resolve));
  parser.resume();
  return {
    write: (chunk) => void (parser.writable && parser.write(chunk)),
    end: async () => {
      parser.end();
      await closed;
      return figuresOf(routes);
    },
  };
}

interface Route {
  readonly timesMs: number[];
  errors: number;
}

/** Passes over what has not all columns: the last line of a run that was cut short. */
function count(routes: Map<string, Route>, header: readonly string[], row: readonly string[]): void {
  const [elapsed, label, success] = ["elapsed", "label", "success"].map((name) => row[header.indexOf(name)]);
  const tookMs = Number(elapsed);
  if (label === undefined || success === undefined || !Number.isFinite(tookMs)) return;
  const route = routes.get(label) ?? { timesMs: [], errors: 0 };
  routes.set(label, route);
  route.timesMs.push(tookMs);
  if (success.toLowerCase() !== "true") route.errors += 1;
}

function figuresOf(routes: ReadonlyMap<string, Route>): LoadFigures | undefined {
  if (routes.size === 0) return undefined;
  const all = [...routes.values()];
  const errors = all.reduce((sum, route) => sum + route.errors, 0);
  return {
    ...figures({ timesMs: all.flatMap(({ timesMs }) => timesMs), errors }),
    routes: [...routes.keys()].sort().map((route) => ({
      route,
      ...figures(routes.get(route) ?? { timesMs: [], errors: 0 }),
    })),
  };
}

function figures({ timesMs, errors }: Route): RouteFigures {
  const sorted = Float64Array.from(timesMs).sort();
  return {
    requests: sorted.length,
    errors,
    p50Ms: percentile(sorted, 50),
    p95Ms: percentile(sorted, 95),
    p99Ms: percentile(sorted, 99),
  };
}

/** The smallest time that at least so many percent of the requests did not exceed; `sorted` is not empty. */
export function percentile(sorted: ArrayLike<number>, percent: number): number {
  const rank = Math.ceil((percent * sorted.length) / 100);
  return sorted[Math.max(0, rank - 1)] ?? 0;
}
