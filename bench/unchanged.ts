import type { Bench, Row } from "./bench.ts";
import { twelveProject } from "./cold-start.ts";
import { allHealthy } from "./all-healthy.ts";
import { interleave } from "./interleave.ts";
import { inSeconds, ratio } from "./numbers.ts";

const scenario = "c: the same twelve services, running and unchanged";
const compose = "docker compose up -d";
const ours = "stack up";

/** Nothing is to be done, and both find that out. */
export async function unchanged(bench: Bench): Promise<readonly Row[]> {
  const project = await twelveProject("bench-unchanged");
  const { directory } = project;
  const up = ["node", bench.program, "up", "demo", "--json"];
  await bench.must(directory, ...up);
  bench.tell("waiting for the engine itself to call them healthy, for which Compose would wait\n");
  await allHealthy(project.project);
  const seen = await interleave(bench.rounds * 2, {
    [compose]: async () => bench.must(directory, ...project.compose("compose.yaml", "up", "-d")),
    [ours]: async () => bench.must(directory, ...up),
  });
  await project.remove();
  const times = seen.ratio(ours, compose);
  return [
    { scenario, what: compose, measured: inSeconds(seen.of(compose).wallMs), goal: "", met: undefined },
    {
      scenario,
      what: ours,
      measured: `${inSeconds(seen.of(ours).wallMs)}, ${ratio(times)}`,
      goal: "≤ 1.0 ×",
      met: times <= 1,
    },
  ];
}
