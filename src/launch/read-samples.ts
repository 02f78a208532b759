import { readCsv } from "./read-csv.ts";
import type { LoadFigures, RouteFigures } from "./test-report.ts";

interface Sample {
  readonly route: string;
  readonly tookMs: number;
  readonly succeeded: boolean;
}

/** What JMeter's samples (its .jtl, as CSV with a header) come to, over all and per route. Undefined without samples. */
export function readSamples(csv: string): LoadFigures | undefined {
  const samples = samplesIn(csv);
  if (samples.length === 0) return undefined;
  const routes = [...new Set(samples.map(({ route }) => route))].sort();
  return {
    ...figures(samples),
    routes: routes.map((route) => ({
      route,
      ...figures(samples.filter((sample) => sample.route === route)),
    })),
  };
}

function samplesIn(csv: string): readonly Sample[] {
  const [header = [], ...rows] = readCsv(csv);
  const at = (column: string): number => header.indexOf(column);
  const [elapsed, label, success] = [at("elapsed"), at("label"), at("success")];
  if (elapsed < 0 || label < 0 || success < 0) return [];
  return rows.flatMap((row) => {
    const tookMs = Number(row[elapsed] ?? "x");
    const route = row[label];
    // the last line of a run that was cut short
    if (route === undefined || !Number.isFinite(tookMs) || row[success] === undefined) return [];
    return [{ route, tookMs, succeeded: row[success].toLowerCase() === "true" }];
  });
}

function figures(samples: readonly Sample[]): RouteFigures {
  const times = samples.map(({ tookMs }) => tookMs).sort((a, b) => a - b);
  return {
    requests: samples.length,
    errors: samples.filter(({ succeeded }) => !succeeded).length,
    p50Ms: percentile(times, 50),
    p95Ms: percentile(times, 95),
    p99Ms: percentile(times, 99),
  };
}

/** The smallest time that at least so many percent of the requests did not exceed; `sorted` is not empty. */
export function percentile(sorted: readonly number[], percent: number): number {
  const rank = Math.ceil((percent * sorted.length) / 100);
  return sorted[Math.max(0, rank - 1)] ?? 0;
}
