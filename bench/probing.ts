import { setTimeout } from "node:timers/promises";
import { $ } from "zx";
import type { Bench, Row } from "./bench.ts";
import { percent } from "./numbers.ts";
import { cpuMsOf, folderOf, processes } from "./processes.ts";
import { benchProject } from "./project.ts";
import type { BenchProject } from "./project.ts";
import { asksFile, asksPage, page, readyInside } from "./services.ts";

const scenario = "f: one minute of waiting for services that load";
const loadSeconds = 66;
const fromMs = 3_000;
const watchedMs = 60_000;

/** What asking costs the machine while nothing is ready: the engine's share and the launcher's own. */
export async function probing(bench: Bench): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for (const [what, services] of Object.entries(kinds)) {
    const project = await benchProject("bench-probing", { "compose.yaml": { services } });
    const idle = await coreShare(bench, project, project.compose("compose.yaml", "up", "-d"));
    await project.clear();
    const asking = await coreShare(bench, project, ["node", bench.program, "up", "demo", "--json"]);
    await project.remove();
    const cost = asking - idle;
    rows.push({
      scenario,
      what,
      measured: `${percent(cost)} of one core (with nobody asking but the engine, it uses ${percent(idle)})`,
      goal: "< 5 %",
      met: cost < 0.05,
    });
  }
  return rows;
}

/** The engine asks for the first time when the launcher has been watched already. */
const timings = { interval: "90s", timeout: "10s", retries: 3 };

const kinds: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  "a service that only a command inside can see": {
    inside: { ...readyInside(loadSeconds), healthcheck: { test: asksFile, ...timings } },
  },
  "a service whose page a connection can see": {
    page: { ...page(8080, loadSeconds), healthcheck: { test: asksPage(8080), ...timings } },
  },
};

/** Of the engine and of what is told of the launcher, over a minute that begins when the container runs. */
async function coreShare(bench: Bench, project: BenchProject, words: readonly string[]): Promise<number> {
  const running = bench.must(project.directory, ...words);
  await hasStarted(project.project);
  await setTimeout(fromMs);
  const spentMs = (): number => bench.engine.cpuMs() + launcherMs(bench, project);
  const [before, since] = [spentMs(), performance.now()];
  await setTimeout(watchedMs);
  const share = (spentMs() - before) / (performance.now() - since);
  await running;
  return share;
}

function launcherMs({ program }: Bench, { directory }: BenchProject): number {
  return cpuMsOf(
    processes().filter((each) => each.command.startsWith(`node ${program}`) && folderOf(each) === directory),
  );
}

async function hasStarted(project: string): Promise<void> {
  const filter = `label=com.docker.compose.project=${project}`;
  for (;;) {
    if ((await $`docker ps -q --filter ${filter}`).stdout !== "") return;
    await setTimeout(100);
  }
}
