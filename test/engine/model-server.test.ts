import { describe, expect, test } from "vitest";
import { eventsIn, serviceIn, statesIn } from "../program/stream.ts";
import { asksItself, runs } from "./services.ts";
import { testProject } from "./test-project.ts";
import type { TestProject } from "./test-project.ts";

/** Checked every second from the start on, and unhealthy at the first failure, long before it has loaded. */
const impatient = { ...asksItself, interval: "1s", start_period: "0s", retries: 1 };

const serve = "mkdir -p /tmp/www; echo hi > /tmp/www/index.html; exec httpd -f -p 8080 -h /tmp/www";

/** What vLLM says while it loads, in a few seconds instead of minutes. */
const loads = [
  "echo Starting to load model",
  "for part in 10 50 100; do echo Loading safetensors checkpoint shards: $part%; sleep 1; done",
  "echo Capturing CUDA graphs; sleep 1",
  serve,
].join("; ");

async function modelServer(
  line: string,
  more: Readonly<Record<string, unknown>>,
  extras: Readonly<Record<string, unknown>>,
): Promise<TestProject> {
  const xStack = { kind: "model-server", ...extras };
  return testProject({ compose: { services: { model: runs(line, { ...more, "x-stack": xStack }) } } });
}

describe("a model server", () => {
  test("that still loads is not given up when the engine calls it unhealthy; its phases are told, and what is left", async () => {
    const project = await modelServer(loads, { healthcheck: impatient }, { "quiet-for": "3s" });
    const first = await project.stack("up", "demo", "--json");
    expect(statesIn(first.stdout)).toEqual({ model: "ready" });
    expect(first.exitCode).toBe(0);
    const phases = eventsIn(first.stdout).flatMap((event) =>
      event.type === "service-phase" ? [String(event["phase"])] : [],
    );
    expect(phases.some((phase) => /^loading weights, \d+ %$/u.test(phase))).toBe(true);
    expect(phases.at(-1)).toBe("capturing CUDA graphs");
    expect((await project.stack("down", "demo")).exitCode).toBe(0);
    // an earlier start on this host says how long it takes
    const second = await project.stack("up", "demo", "--json");
    const left = eventsIn(second.stdout).flatMap((event) =>
      event.type === "service-phase" ? [event["etaMs"]] : [],
    );
    expect(left.some((etaMs) => typeof etaMs === "number" && etaMs > 0)).toBe(true);
  });

  test("that is unhealthy and says nothing more has failed, with what its check printed", async () => {
    const healthcheck = { ...impatient, test: ["CMD-SHELL", "echo the model is corrupt; exit 1"] };
    const project = await modelServer("exec sleep 1000000", { healthcheck }, { "quiet-for": "2s" });
    const run = await project.stack("up", "demo", "--json");
    expect(run.exitCode).toBe(4);
    expect(serviceIn(run.stdout, "model").reason).toContain('said "the model is corrupt"');
  });

  test("that hangs is stuck, in the phase it hung in, and its last words are shown", async () => {
    const hangs = "sleep 1.5; echo Loading safetensors checkpoint shards: 40%; exec sleep 1000000";
    const project = await modelServer(
      hangs,
      { healthcheck: asksItself },
      { "ready-within": "6s", "quiet-for": "2s" },
    );
    const run = await project.stack("up", "demo", "--json");
    expect(run.exitCode).toBe(5);
    const { reason, logTail } = serviceIn(run.stdout, "model");
    expect(reason).toMatch(/stuck in phase "loading weights, 40 %"/u);
    expect(logTail).toEqual(["Loading safetensors checkpoint shards: 40%"]);
  });
});
