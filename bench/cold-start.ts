import { freePort } from "../test/engine/free-port.ts";
import type { Bench, Row } from "./bench.ts";
import { interleave } from "./interleave.ts";
import { inSeconds, mebibytes, ratio } from "./numbers.ts";
import { benchProject } from "./project.ts";
import type { BenchProject } from "./project.ts";
import type { Timed } from "./timed.ts";
import { twelveCount, twelveServices } from "./twelve.ts";

const scenario = "a: twelve services, all ready at once, nothing exists";
const bare = "docker compose up -d, no dependencies";
const overlay = "docker compose up -d --wait, start_interval 200 ms";
const plain = "docker compose up -d --wait";
const ours = "stack up";

/** The twelve, from nothing, by the launcher and by Compose in four ways. */
export async function coldStart(bench: Bench): Promise<readonly Row[]> {
  const project = await twelveProject("bench-cold");
  const fresh = (words: readonly string[]) => async (): Promise<Timed> => {
    await project.clear();
    return bench.must(project.directory, ...words);
  };
  const seen = await interleave(bench.rounds, {
    [bare]: fresh(project.compose("bare.yaml", "up", "-d")),
    [ours]: fresh(["node", bench.program, "up", "demo", "--json"]),
    [overlay]: fresh(project.compose("overlay.yaml", "up", "-d", "--wait")),
  });
  const slow = bench.full ? await fresh(project.compose("compose.yaml", "up", "-d", "--wait"))() : undefined;
  await project.remove();
  const times = seen.ratio(ours, bare);
  const { peakBytes, cpuMs } = seen.of(ours);
  const figure = (what: string, wallMs: number): Row => ({
    scenario,
    what,
    measured: `${inSeconds(wallMs)}, ${ratio(wallMs / seen.of(bare).wallMs)} the bare one`,
    goal: "",
    met: undefined,
  });
  return [
    figure(bare, seen.of(bare).wallMs),
    {
      scenario,
      what: ours,
      measured: `${inSeconds(seen.of(ours).wallMs)}, ${ratio(times)} the bare one`,
      goal: "≤ 2 ×",
      met: times <= 2,
    },
    figure(overlay, seen.of(overlay).wallMs),
    ...(slow === undefined ? [] : [figure(plain, slow.wallMs)]),
    {
      scenario,
      what: "CPU time of the launcher and its docker commands",
      measured: inSeconds(cpuMs),
      goal: "",
      met: undefined,
    },
    {
      scenario,
      what: "memory of the launcher",
      measured: mebibytes(peakBytes),
      goal: "≤ 120 MiB",
      met: peakBytes <= 120 * 1024 ** 2,
    },
  ];
}

/** `compose.yaml` as it is, `bare.yaml` without dependencies, `overlay.yaml` with quick looks while it starts. */
export async function twelveProject(name: string): Promise<BenchProject> {
  const ports: number[] = [];
  while (ports.length < twelveCount) {
    const port = await freePort();
    if (!ports.includes(port)) ports.push(port);
  }
  return benchProject(name, {
    "compose.yaml": twelveServices({ ports, dependencies: true }),
    "bare.yaml": twelveServices({ ports, dependencies: false }),
    "overlay.yaml": twelveServices({ ports, dependencies: true, startInterval: "200ms" }),
  });
}
