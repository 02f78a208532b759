import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Bench, Row } from "./bench.ts";
import { interleave } from "./interleave.ts";
import { inMs, ratio } from "./numbers.ts";

const scenario = "e: starting the launcher itself";
const bare = "node -e 0";
const version = "stack --version";
const config = "docker compose config";
const plan = "stack plan dev";

/** The environment that the launcher ships, in a folder of its own with secrets of its own. */
export async function startUp(bench: Bench): Promise<readonly Row[]> {
  const home = dirname(dirname(bench.program));
  const folder = await mkdtemp(join(tmpdir(), "stack-bench-"));
  for (const part of ["stack.yaml", "compose", "configs"]) {
    await cp(join(home, part), join(folder, part), { recursive: true });
  }
  await bench.must(folder, "node", bench.program, "secrets", "generate", "dev");
  const layers = ["base", "development"].flatMap((layer) => ["-f", `compose/${layer}.yaml`]);
  const env = ["--env-file", ".env.development"];
  const seen = await interleave(bench.rounds * 4, {
    [bare]: async () => bench.must(folder, "node", "-e", "0"),
    [version]: async () => bench.must(folder, "node", bench.program, "--version"),
    [config]: async () => bench.must(folder, "docker", "compose", ...layers, ...env, "config"),
    // with a card or without: the ending says only whether it could be started here
    [plan]: async () => bench.run(folder, "node", bench.program, "plan", "dev"),
  });
  await rm(folder, { recursive: true, force: true });
  const beside = (what: string, other: string, most: number, least: number): Row => {
    const times = seen.ratio(what, other);
    return {
      scenario,
      what,
      measured: `${inMs(seen.of(what).wallMs)}, ${ratio(times)} ${other}`,
      goal: `≤ ${String(most)} × (at the very least ${String(least)} ×)`,
      met: times <= most,
    };
  };
  const alone = (what: string): Row => ({
    scenario,
    what,
    measured: inMs(seen.of(what).wallMs),
    goal: "",
    met: undefined,
  });
  return [alone(bare), beside(version, bare, 1.6, 2), alone(config), beside(plan, config, 3.5, 4)];
}
