import type { Bench, Row } from "./bench.ts";
import { interleave } from "./interleave.ts";
import type { Interleaved } from "./interleave.ts";
import { inMs, inSeconds, mebibytes, ratio } from "./numbers.ts";
import { benchProject } from "./project.ts";
import { asksPort, echo } from "./services.ts";
import type { Timed } from "./timed.ts";

const sizes = [10, 50, 200];
const scenario = "d: 10, 50 and 200 services";
const config = "docker compose config";
const plan = "stack plan";
const compose = "docker compose up -d";
const up = "stack up";
const most = 120 * 1024 ** 2;
const port = 7000;
/** So many wait for one of the row before them. */
const abreast = 10;

interface Measured {
  readonly size: number;
  readonly plans: Interleaved;
  readonly ups: Interleaved;
}

/** Whether what the launcher adds grows with the number of services, and no faster. */
export async function scale(bench: Bench): Promise<readonly Row[]> {
  const measured: Measured[] = [];
  for (const size of sizes) {
    bench.tell(`${String(size)} services\n`);
    measured.push(await measure(bench, size));
  }
  return measured.flatMap(({ size, plans, ups }, index) => {
    const before = measured[index - 1];
    const row = (what: string, took: string): Row => ({
      scenario,
      what: `${String(size)} services, ${what}`,
      measured: took,
      goal: "",
      met: undefined,
    });
    const bytes = Math.max(ups.of(up).peakBytes, plans.of(plan).peakBytes);
    const planMs = plans.of(plan).wallMs;
    const planTook = `${inMs(planMs)}, ${ratio(plans.ratio(plan, config))} docker compose config`;
    const cpuMs = ups.of(up).cpuMs;
    const cpuTook = `${inSeconds(cpuMs)}, ${inMs(cpuMs / size)} a service`;
    return [
      growth(
        row(plan, planTook),
        planMs,
        before && { size, was: before.size, ms: before.plans.of(plan).wallMs },
      ),
      row(compose, inSeconds(ups.of(compose).wallMs)),
      row(up, `${inSeconds(ups.of(up).wallMs)}, ${ratio(ups.ratio(up, compose))} docker compose up -d`),
      growth(
        row(`CPU time of ${up} and its docker commands`, cpuTook),
        cpuMs,
        before && { size, was: before.size, ms: before.ups.of(up).cpuMs },
      ),
      {
        ...row("memory of the launcher", mebibytes(bytes)),
        goal: `≤ ${mebibytes(most)}`,
        met: bytes <= most,
      },
    ];
  });
}

/** Linear, with whatever a start costs that has nothing to do with services: no more than so many times as many. */
function growth(
  row: Row,
  ms: number,
  before: { readonly size: number; readonly was: number; readonly ms: number } | undefined,
): Row {
  if (before === undefined) return row;
  const times = before.size / before.was;
  const measured = `${row.measured}; ${ratio(ms / before.ms)} that of ${String(before.was)}`;
  return {
    ...row,
    measured,
    goal: `at most ${String(times)} × of ${String(before.was)}`,
    met: ms <= times * before.ms,
  };
}

async function measure(bench: Bench, size: number): Promise<Measured> {
  const project = await benchProject(`bench-scale-${String(size)}`, {
    "compose.yaml": written(size, true),
    "bare.yaml": written(size, false),
  });
  const { directory } = project;
  const ours = (verb: string) => ["node", bench.program, verb, "demo", "--json"];
  const fresh = (words: readonly string[]) => async (): Promise<Timed> => {
    await project.clear();
    return bench.must(directory, ...words);
  };
  const plans = await interleave(bench.rounds, {
    [config]: async () => bench.must(directory, ...project.compose("compose.yaml", "config")),
    [plan]: async () => bench.must(directory, ...ours("plan")),
  });
  const ups = await interleave(size > 100 ? 1 : 2, {
    [compose]: fresh(project.compose("bare.yaml", "up", "-d")),
    [up]: fresh(ours("up")),
  });
  await project.remove();
  return { size, plans, ups };
}

function written(size: number, dependencies: boolean): unknown {
  const healthcheck = { test: asksPort(port), interval: "30s", timeout: "10s", retries: 3 };
  const all = Array.from({ length: size }, (_, index) => {
    const waits =
      dependencies && index >= abreast
        ? { depends_on: { [`s${String(index - abreast)}`]: { condition: "service_healthy" } } }
        : {};
    return [`s${String(index)}`, { ...echo(port), expose: [port], healthcheck, ...waits }] as const;
  });
  return { services: Object.fromEntries(all) };
}
