import type { Event, Happening, Result, ServiceResult } from "../../../src/core/events/event.ts";

/** Events with times, as the launcher stamps them. */
export function at(happening: Happening, seconds = 0): Event {
  return { at: new Date(Date.UTC(2026, 10, 21, 10, 0, 0) + seconds * 1_000).toISOString(), ...happening };
}

export function serviceResult(row: Partial<ServiceResult> & { readonly name: string }): ServiceResult {
  return {
    display: row.name,
    state: "ready",
    readyMs: 1_400,
    restarts: 0,
    url: null,
    reason: null,
    fix: "",
    logTail: [],
    blocks: [],
    ...row,
  };
}

export function result(row: Partial<Result> = {}): Result {
  return {
    type: "result",
    ok: true,
    exitCode: 0,
    services: [serviceResult({ name: "postgres", url: "http://localhost:5432" })],
    criticalPath: ["postgres"],
    totalMs: 31_200,
    lostMs: 300,
    criticalMs: 30_900,
    message: "",
    fix: "",
    environment: "development",
    project: "multimodal-development",
    rehearsal: false,
    secretsAt: [".env.development"],
    warnings: [],
    dropped: [],
    ...row,
  };
}

export function plan(...names: readonly string[]): Happening {
  const services = names.map((name) => ({
    name,
    display: name,
    replicas: 1,
    optional: false,
    action: "create" as const,
  }));
  return { type: "plan-made", services, waves: [names] };
}
