import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { RunningProgram } from "../../program/run-program.ts";
import { serviceIn, statesIn } from "../../program/stream.ts";
import { containerIds, docker } from "../docker.ts";
import { busybox, ensureBusybox } from "../images.ts";
import { answers, runs } from "../services.ts";
import { testProject } from "../test-project.ts";
import type { TestProject } from "../test-project.ts";
import { gated, gateFiles } from "./gated.ts";
import { moments, record, seed } from "./moments.ts";

/** How long each service loads; moments go beyond it, to where it is ready and only the others are not. */
const loadingS = 2;
const spreadMs = 3_000;
const atOnce = 10;

/** In projects of at most ten services: one service a moment. */
function lots(fault: string): readonly (readonly number[])[] {
  const all = moments(fault);
  return Array.from({ length: Math.ceil(all.length / atOnce) }, (_, lot) =>
    all.slice(lot * atOnce, (lot + 1) * atOnce),
  );
}

type Services = Readonly<Record<string, unknown>>;

async function projectOf(services: Services): Promise<TestProject> {
  return testProject({ compose: { services: { ...services, last: gated() } }, files: gateFiles });
}

function named(parts: readonly number[], service: (part: number) => unknown): Services {
  return Object.fromEntries(parts.map((part, index) => [`s${String(index)}`, service(part)]));
}

/** Does something to each service at its own moment, counted from when it was first looked at. */
async function toEach(
  running: RunningProgram,
  parts: readonly number[],
  act: (service: string) => Promise<void>,
): Promise<void> {
  await Promise.all(
    parts.map(async (part, index) => {
      const service = `s${String(index)}`;
      await running.said(`"service":"${service}","what":"its health check"`);
      await delay(part * spreadMs);
      await act(service);
    }),
  );
}

/** On a machine that is busy enough, runc gives up freezing now and then. */
async function pause(container: string): Promise<void> {
  const isPaused = async (): Promise<boolean> =>
    docker("pause", container).then(
      () => true,
      () => false,
    );
  await expect.poll(isPaused, { timeout: 30_000, interval: 200 }).toBe(true);
}

const states = (parts: readonly number[], state: string): Readonly<Record<string, string>> => ({
  ...Object.fromEntries(parts.map((_, index) => [`s${String(index)}`, state])),
  last: "ready",
});

describe(`containers that something happens to while all start (seed ${String(seed)})`, () => {
  const killer = `proof-killer-${String(process.pid)}`;

  beforeAll(async () => {
    await ensureBusybox();
    // a signal from outside the container that the engine did not send is what a crash looks like
    await docker("run", "-d", "--rm", "--name", killer, "--pid", "host", busybox, "sleep", "3600");
  });
  afterAll(async () => void (await docker("rm", "-f", killer)));

  test.each(lots("killed").map((lot) => [lot]))(
    "killed at %j: each fails with 137, the others carry on, and the next start brings them back",
    async (parts) => {
      const project = await projectOf(named(parts, () => answers({}, loadingS)));
      const running = project.start("up", "demo", "--json");
      await toEach(running, parts, async (service) => {
        await docker("kill", `${project.name}-${service}-1`);
        await running.said(`"service":"${service}","state":"failed"`);
      });
      await project.write("gate/open", "");
      const run = await running.ended;
      record("container killed", { parts: parts.join(" "), exitCode: run.exitCode });
      expect(statesIn(run.stdout)).toEqual(states(parts, "failed"));
      expect(run.exitCode).toBe(4);
      for (const [index] of parts.entries())
        expect(serviceIn(run.stdout, `s${String(index)}`).reason).toContain("137");
      const made = await containerIds(project.name);
      const again = await project.stack("up", "demo", "--json");
      expect(statesIn(again.stdout)).toEqual(states(parts, "ready"));
      expect(await containerIds(project.name)).toEqual(made);
    },
  );

  test.each(lots("crashed").map((lot) => [lot]))(
    "crashed at %j, where the engine starts it again: proven anew, and the restart counted",
    async (parts) => {
      const project = await projectOf(named(parts, () => answers({ restart: "unless-stopped" }, loadingS)));
      const running = project.start("up", "demo", "--json");
      await toEach(running, parts, async (service) => {
        const pid = await docker("inspect", "-f", "{{.State.Pid}}", `${project.name}-${service}-1`);
        await docker("exec", killer, "kill", "-9", pid);
        await running.said(`"service":"${service}","exitCode":`);
      });
      await project.write("gate/open", "");
      const run = await running.ended;
      record("container crashed", { parts: parts.join(" "), exitCode: run.exitCode });
      expect(statesIn(run.stdout)).toEqual(states(parts, "ready"));
      expect(run.exitCode).toBe(0);
      for (const [index] of parts.entries())
        expect(serviceIn(run.stdout, `s${String(index)}`).restarts).toBe(1);
    },
  );

  test.each(lots("paused").map((lot) => [lot]))(
    "paused at %j: each is waited for, as paused, and ready once it goes on",
    async (parts) => {
      const project = await projectOf(named(parts, () => answers({}, loadingS)));
      const running = project.start("up", "demo", "--json");
      await toEach(running, parts, async (service) => {
        await pause(`${project.name}-${service}-1`);
        await running.said(`"service":"${service}","what":"its resumption: it is paused"`);
        await docker("unpause", `${project.name}-${service}-1`);
      });
      await project.write("gate/open", "");
      const run = await running.ended;
      record("container paused", { parts: parts.join(" "), exitCode: run.exitCode });
      expect(statesIn(run.stdout)).toEqual(states(parts, "ready"));
      expect(run.exitCode).toBe(0);
    },
  );

  test.each(lots("out of memory").map((lot) => [lot]))(
    "out of memory at %j: said as that, with the limit, before and after it was ready",
    async (parts) => {
      const serve = "mkdir -p /tmp/www; echo hi > /tmp/www/index.html; httpd -p 8080 -h /tmp/www";
      const eat = "x=x; while true; do x=$x$x$x$x; done";
      const hungry = (part: number): unknown => {
        const line = `(sleep ${String(loadingS)}; ${serve}) & sleep ${String((part * spreadMs) / 1_000)}; ${eat}`;
        return { ...answers(), ...runs(line), mem_limit: "16m", memswap_limit: "16m" };
      };
      const project = await projectOf(named(parts, hungry));
      const running = project.start("up", "demo", "--json");
      // on a slow machine the earliest are over before anybody has looked at them
      await Promise.all(
        parts.map((_, index) => running.said(`"service":"s${String(index)}","state":"failed"`)),
      );
      await project.write("gate/open", "");
      const run = await running.ended;
      record("container out of memory", { parts: parts.join(" "), exitCode: run.exitCode });
      expect(statesIn(run.stdout)).toEqual(states(parts, "failed"));
      expect(run.exitCode).toBe(4);
      for (const [index] of parts.entries())
        expect(serviceIn(run.stdout, `s${String(index)}`).reason).toMatch(/ran out of memory .*16/u);
    },
  );
});
