import { setTimeout } from "node:timers/promises";
import { $ } from "zx";

const patienceMs = 180_000;

/** Waits until the engine's own health checks, at their own pace, have all passed. */
export async function allHealthy(project: string): Promise<void> {
  const filter = ["--filter", `label=com.docker.compose.project=${project}`];
  const until = performance.now() + patienceMs;
  for (;;) {
    const { stdout } = await $`docker ps ${filter} --format {{.Status}}`;
    if (stdout.trim() !== "" && !/starting|unhealthy/u.test(stdout)) return;
    if (performance.now() > until) throw new Error(`not healthy after minutes:\n${stdout}`);
    await setTimeout(500);
  }
}
