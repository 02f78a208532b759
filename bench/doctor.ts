import type { Bench, Row } from "./bench.ts";
import { twelveProject } from "./cold-start.ts";
import { interleave } from "./interleave.ts";
import { inSeconds, ratio } from "./numbers.ts";
import type { Timed } from "./timed.ts";

const scenario = "doctor: every check of an environment with twelve services";
const probe = "docker compose config, its slowest single probe";
const ours = "stack doctor, by its own clock";

/** All checks run at once, so together they take little longer than the slowest of them. */
export async function doctorTime(bench: Bench): Promise<readonly Row[]> {
  const project = await twelveProject("bench-doctor");
  const { directory } = project;
  const seen = await interleave(bench.rounds, {
    [probe]: async () => bench.must(directory, ...project.compose("compose.yaml", "config")),
    [ours]: async () =>
      byItsOwnClock(await bench.run(directory, "node", bench.program, "doctor", "demo", "--json")),
  });
  await project.remove();
  const times = seen.ratio(ours, probe);
  return [
    { scenario, what: probe, measured: inSeconds(seen.of(probe).wallMs), goal: "", met: undefined },
    {
      scenario,
      what: ours,
      measured: `${inSeconds(seen.of(ours).wallMs)}, ${ratio(times)} the slowest probe`,
      goal: "≤ 3 ×",
      met: times <= 3,
    },
  ];
}

/** Without what it takes to start a Node program, which is another scenario's. */
function byItsOwnClock(ended: Timed): Timed {
  const took = /"durationMs": (\d+)/u.exec(ended.stdout)?.[1];
  if (took === undefined) throw new Error(`doctor printed no document:\n${ended.stderr}${ended.stdout}`);
  return { ...ended, wallMs: Number(took) };
}
