import * as fc from "fast-check";
import type { Event, Happening, Result, ServiceResult } from "../../../src/core/events/event.ts";
import { at } from "./events.ts";

/** Text as containers and engines print it: colours, cursor movements, line breaks, wide characters, nonsense. */
export const foreignText = fc.oneof(
  fc.string({ maxLength: 60 }),
  fc.string({ unit: "binary", maxLength: 30 }),
  fc.constantFrom(
    "\u001B[31mred\u001B[0m and \u001B[2J\u001B[1;1Hgone",
    "two\nlines\r\n",
    "tab\there",
    "日本語のログ出力です",
    "👩‍👩‍👧 family",
    "\u001B]0;title\u0007text",
    "e\u0301\u0301 combining",
    "",
    "x".repeat(300),
  ),
);
const name = fc.constantFrom(
  "postgres",
  "vllm",
  "a",
  "a-service-with-a-very-long-name-indeed",
  "日本",
  "n8n",
);
const names = fc.array(name, { maxLength: 6 });
const ms = fc.integer({ min: 0, max: 10_000_000 });
const size = fc.integer({ min: 0, max: 2 ** 44 });
const code = fc.integer({ min: 0, max: 255 });

export const anyReason = fc.oneof(
  fc.record({ kind: fc.constant("exited" as const), exitCode: code }),
  fc.record({ kind: fc.constant("out-of-memory" as const), limitBytes: fc.option(size, { nil: undefined }) }),
  fc.record({ kind: fc.constant("crash-loop" as const), restarts: code, exitCode: code }),
  fc.record({
    kind: fc.constant("unhealthy" as const),
    checkOutput: foreignText,
    checkExitCode: fc.option(code, { nil: undefined }),
  }),
  fc.record({ kind: fc.constant("killed-by-own-check" as const), restarts: code, neededStartPeriodMs: ms }),
  fc.record({
    kind: fc.constantFrom(
      "not-started" as const,
      "not-built" as const,
      "command-not-found" as const,
      "gpu-refused" as const,
      "engine-lost" as const,
    ),
    message: foreignText,
  }),
  fc.record({
    kind: fc.constant("port-taken" as const),
    port: fc.option(code, { nil: undefined }),
    message: foreignText,
  }),
  fc.record({
    kind: fc.constant("refused" as const),
    subject: fc.constantFrom(
      "address" as const,
      "runtime" as const,
      "log-driver" as const,
      "device" as const,
      "network" as const,
      "subnet" as const,
      "container-name" as const,
      "mount" as const,
      "disk" as const,
    ),
    name: foreignText,
    message: foreignText,
  }),
  fc.record({ kind: fc.constant("image-missing" as const), image: foreignText, message: foreignText }),
  fc.record({ kind: fc.constant("gpu-mismatch" as const), planned: names, seen: names }),
  fc.record({ kind: fc.constant("disappeared" as const) }),
  fc.record({
    kind: fc.constant("timed-out" as const),
    afterMs: ms,
    progress: fc.constantFrom("progressing" as const, "stuck" as const),
    phase: fc.option(foreignText, { nil: undefined }),
    awaiting: foreignText,
    lastAnswer: foreignText,
  }),
);

const state = fc.constantFrom(
  "ready" as const,
  "completed" as const,
  "unproven" as const,
  "starting" as const,
  "degraded" as const,
  "failed" as const,
  "skipped" as const,
);
const step = fc.constantFrom(
  "preflight" as const,
  "secrets" as const,
  "images" as const,
  "models" as const,
  "create" as const,
  "start" as const,
  "prove" as const,
);
const finding = fc.record({
  id: fc.constantFrom("port.in-use", "docker.missing"),
  status: fc.constantFrom("pass" as const, "warn" as const, "fail" as const, "skip" as const),
  title: foreignText,
  detail: foreignText,
  fix: foreignText,
  data: fc.constant({}),
});
const plannedRow = fc.record({
  name,
  display: foreignText,
  replicas: fc.integer({ min: 1, max: 4 }),
  optional: fc.boolean(),
  action: fc.constantFrom("create" as const, "recreate" as const, "start" as const, "keep" as const),
});
const resultRow: fc.Arbitrary<ServiceResult> = fc.record({
  name,
  display: foreignText,
  state,
  readyMs: fc.option(ms),
  restarts: code,
  url: fc.option(foreignText),
  reason: fc.option(foreignText),
  fix: foreignText,
  logTail: fc.array(foreignText, { maxLength: 20 }),
  blocks: names,
});
export const anyResult: fc.Arbitrary<Result> = fc.record({
  type: fc.constant("result" as const),
  ok: fc.boolean(),
  exitCode: fc.constantFrom(0, 1, 2, 3, 4, 5, 6, 7, 8, 130, 143),
  services: fc.array(resultRow, { maxLength: 8 }),
  criticalPath: names,
  totalMs: ms,
  lostMs: ms,
  criticalMs: ms,
  message: foreignText,
  fix: foreignText,
  environment: fc.constantFrom("development", ""),
  project: foreignText,
  rehearsal: fc.boolean(),
  secretsAt: names,
  warnings: fc.array(foreignText, { maxLength: 3 }),
  dropped: fc.array(foreignText, { maxLength: 3 }),
});

const image = fc.constantFrom(
  "postgres:17",
  "ghcr.io/a/very/long/image/name/of/a/registry:v1.2.3-stable-with-cuda",
  "日本:1",
);
const type = <T extends string>(text: T): fc.Arbitrary<T> => fc.constant(text);

const serviceHappening: fc.Arbitrary<Happening> = fc.oneof(
  fc.record({ type: type("service-created"), service: name }),
  fc.record({ type: type("service-recreated"), service: name, why: foreignText }),
  fc.record({ type: type("service-waiting"), service: name, for: names }),
  fc.record({ type: type("service-started"), service: name, replica: code }),
  fc.record({ type: type("service-kept"), service: name }),
  fc.record({ type: type("service-awaiting"), service: name, what: foreignText }),
  fc.record({ type: type("service-phase"), service: name, phase: foreignText, etaMs: ms }),
  fc.record({ type: type("service-phase"), service: name, phase: foreignText }),
  fc.record({ type: type("service-restarted"), service: name, exitCode: code, restarts: code }),
  fc.record({ type: type("service-proven"), service: name, readyMs: ms, proof: foreignText }),
  fc.record({
    type: type("service-settled"),
    service: name,
    state,
    readyMs: fc.option(ms, { nil: undefined }),
    restarts: code,
    reason: fc.option(anyReason, { nil: undefined }),
    detail: foreignText,
  }),
);

const runHappening: fc.Arbitrary<Happening> = fc.oneof(
  fc.record({
    type: type("run-started"),
    environment: foreignText,
    project: foreignText,
    rehearsal: fc.boolean(),
  }),
  fc.record({ type: type("step-started"), step }),
  fc.record({ type: type("step-finished"), step, durationMs: ms }),
  fc.record({ type: type("finding"), finding }),
  fc.record({ type: type("notice"), text: foreignText }),
  fc.record({ type: type("secrets-completed"), generated: names, envFile: foreignText }),
  fc.record({
    type: type("plan-made"),
    services: fc.array(plannedRow, { maxLength: 40 }),
    waves: fc.constant([]),
  }),
  fc.record({
    type: type("image-progress"),
    image,
    phase: foreignText,
    currentBytes: size,
    totalBytes: size,
  }),
  fc.record({ type: type("image-retry"), image, attempt: code, delayMs: ms, reason: foreignText }),
  fc.record({ type: type("image-pulled"), image, durationMs: ms }),
  fc.record({ type: type("image-failed"), image, reason: foreignText, fix: foreignText }),
  fc.record(
    {
      type: type("model-progress"),
      model: image,
      usedBy: name,
      currentBytes: size,
      elapsedMs: ms,
      totalBytes: size,
      bytesPerSecond: size,
      etaMs: ms,
    },
    { requiredKeys: ["type", "model", "usedBy", "currentBytes", "elapsedMs"] },
  ),
  fc.record({ type: type("model-fetched"), model: image, usedBy: name, durationMs: ms }),
  fc.record({
    type: type("model-failed"),
    model: image,
    usedBy: name,
    reason: foreignText,
    fix: foreignText,
  }),
  fc.record({ type: type("log-tail"), service: name, lines: fc.array(foreignText, { maxLength: 5 }) }),
);

/** Any events in any order: a renderer must take them all. */
export const anyEvents: fc.Arbitrary<readonly Event[]> = fc
  .array(fc.oneof({ weight: 3, arbitrary: serviceHappening }, { weight: 2, arbitrary: runHappening }), {
    maxLength: 40,
  })
  .map((all) => all.map((happening, index) => at(happening, index)));
