import { $ } from "zx";
import type { Bench, Row } from "./bench.ts";
import { interleave } from "./interleave.ts";
import { inMs, inSeconds, median, ratio } from "./numbers.ts";
import { benchProject } from "./project.ts";
import type { BenchProject } from "./project.ts";
import { asksFile, asksPage, page, readyInside } from "./services.ts";
import type { Timed } from "./timed.ts";

const scenario = "b: services that take 1, 3, 7 and 20 s";
const compose = "docker compose up -d --wait, checks every 5 s";
const ours = "stack up";
const rounds = 3;
const port = 8080;

interface Known {
  readonly seconds: number;
  readonly seen: "page" | "file";
  readonly after?: string;
}

/** Two chains of 11 s, two services of 20 s, and one behind these: no start can take less than 21 s. */
const services: Readonly<Record<string, Known>> = {
  "page-1": { seconds: 1, seen: "page" },
  "page-3": { seconds: 3, seen: "page", after: "page-1" },
  "page-7": { seconds: 7, seen: "page", after: "page-3" },
  "file-1": { seconds: 1, seen: "file" },
  "file-3": { seconds: 3, seen: "file", after: "file-1" },
  "file-7": { seconds: 7, seen: "file", after: "file-3" },
  "file-20": { seconds: 20, seen: "file" },
  "page-20": { seconds: 20, seen: "page" },
  "page-after-20": { seconds: 1, seen: "page", after: "page-20" },
};
const leastMs = 21_000;

/** How much longer than the services themselves a start takes, and how long each is ready before it is seen. */
export async function knownTimes(bench: Bench): Promise<readonly Row[]> {
  const project = await benchProject("bench-known", { "compose.yaml": written() });
  const delays = new Map<string, number[]>();
  const overs: number[] = [];
  const fresh = (words: readonly string[]) => async (): Promise<Timed> => {
    await project.clear();
    return bench.must(project.directory, ...words);
  };
  const up = fresh(["node", bench.program, "up", "demo", "--json"]);
  const seen = await interleave(Math.min(rounds, bench.rounds), {
    [compose]: fresh(project.compose("compose.yaml", "up", "-d", "--wait")),
    [ours]: async () => {
      const ended = await up();
      for (const [name, ms] of await seenAfter(ended, project)) {
        delays.set(name, [...(delays.get(name) ?? []), ms]);
      }
      overs.push(ended.wallMs / criticalMs(ended));
      return ended;
    },
  });
  await project.remove();
  const whole = seen.of(ours).wallMs / leastMs;
  const ofItsPath = median(overs);
  return [
    { scenario, what: compose, measured: inSeconds(seen.of(compose).wallMs), goal: "", met: undefined },
    {
      scenario,
      what: `${ours}, beside the 21 s that the services alone would take on an engine that took none`,
      measured: `${inSeconds(seen.of(ours).wallMs)}, ${ratio(whole)}`,
      goal: "",
      met: undefined,
    },
    {
      scenario,
      what: `${ours}, the whole command beside the critical path, the engine's create and start in it`,
      measured: ratio(ofItsPath),
      goal: "≤ 1.05 ×",
      met: ofItsPath <= 1.05,
    },
    ...Object.entries(services).map(([name, known]) => delayRow(name, known, median(delays.get(name) ?? []))),
  ];
}

function delayRow(name: string, { seconds, seen }: Known, delayMs: number): Row {
  const mostMs = seen === "page" ? 250 : Math.max(250, seconds * 1_000 * 0.05);
  const how = seen === "page" ? "which a connection can see" : "which only a command inside can see";
  return {
    scenario,
    what: `${name}: ready until seen, ${how}`,
    measured: inMs(delayMs),
    goal: `≤ ${inMs(mostMs)}`,
    met: delayMs <= mostMs,
  };
}

function criticalMs({ stdout }: Timed): number {
  return Number(/"criticalMs":(\d+)/u.exec(stdout)?.[1]);
}

/** From the moment a container writes that it is ready to the launcher's event, both by the same clock. */
async function seenAfter(
  { stdout }: Timed,
  { project }: BenchProject,
): Promise<readonly (readonly [string, number])[]> {
  return Promise.all(
    Object.keys(services).map(async (name) => {
      const logged = (await $`docker logs --timestamps ${`${project}-${name}-1`}`).stdout;
      const ready = /^(\S+) ready$/mu.exec(logged)?.[1] ?? "";
      const told = new RegExp(`"type":"service-proven","at":"([^"]+)","service":"${name}"`, "u").exec(stdout);
      return [name, Date.parse(told?.[1] ?? "") - Date.parse(ready)] as const;
    }),
  );
}

function written(): unknown {
  const all = Object.entries(services).map(([name, { seconds, seen, after }]) => {
    const service = seen === "page" ? page(port, seconds) : readyInside(seconds);
    const test = seen === "page" ? asksPage(port) : asksFile;
    const healthcheck = { test, interval: "5s", timeout: "5s", retries: 3, start_period: "60s" };
    const waits = after === undefined ? {} : { depends_on: { [after]: { condition: "service_healthy" } } };
    const exposed = seen === "page" ? { expose: [port] } : {};
    return [name, { ...service, ...exposed, healthcheck, ...waits }] as const;
  });
  return { services: Object.fromEntries(all) };
}
