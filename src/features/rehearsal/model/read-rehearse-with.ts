import type { StandInFault } from "../stand-in/performance.ts";
import { parseDuration } from "../../../core/environment/duration.ts";
import { nearest } from "../../../core/environment/nearest.ts";
import type { Problem, Read } from "../../../core/environment/problem.ts";
import type { StandInRequest } from "./rehearsal.ts";

const faults: readonly StandInFault[] = ["crash", "unhealthy", "oom", "hang"];
const grammar =
  "vllm=load:90s,postgres=crash: load:<duration>, crash, unhealthy, oom or hang for each service";

/** `vllm=load:90s,vllm=crash`: one request a service, or every entry that makes no sense. */
export function readRehearseWith(text: string, services: readonly string[]): Read<readonly StandInRequest[]> {
  const entries = text
    .split(",")
    .map((entry) => entry.trim())
    .filter((entry) => entry !== "");
  const read = entries.map((entry) => readEntry(entry, services));
  const found = read.flatMap((entry) => (entry.kind === "failed" ? entry.error : []));
  if (found.length > 0) return { kind: "failed", error: found };
  return combine(read.flatMap((entry) => (entry.kind === "ok" ? [entry.value] : [])));
}

function readEntry(entry: string, services: readonly string[]): Read<StandInRequest> {
  const [, service, wish] = /^([^=]+)=(.*)$/u.exec(entry) ?? [];
  if (service === undefined || wish === undefined) {
    return problem(`--rehearse-with: "${entry}" is not <service>=<fault>`, `write it as ${grammar}`);
  }
  if (!services.includes(service)) {
    const meant = nearest(service, services);
    const fix = meant === undefined ? `one of ${services.join(", ")}` : `did you mean "${meant}"?`;
    return problem(`--rehearse-with: there is no service "${service}" in this environment`, fix);
  }
  return readWish(service, wish);
}

function readWish(service: string, wish: string): Read<StandInRequest> {
  const fault = faults.find((candidate) => candidate === wish);
  if (fault !== undefined) return { kind: "ok", value: { service, loadMs: 0, fault } };
  const duration = wish.startsWith("load:") ? parseDuration(wish.slice("load:".length)) : undefined;
  if (duration !== undefined) return { kind: "ok", value: { service, loadMs: duration, fault: undefined } };
  if (wish.startsWith("load:")) {
    const said = `--rehearse-with ${service}: "${wish.slice("load:".length)}" is no duration`;
    return problem(said, "write it as load:90s or load:2m");
  }
  const meant = nearest(wish, [...faults, "load:90s"]);
  return problem(
    `--rehearse-with ${service}: "${wish}" is no fault`,
    meant === undefined ? `write it as ${grammar}` : `did you mean "${meant}"?`,
  );
}

/** Loading and one fault go together; two faults do not. */
function combine(entries: readonly StandInRequest[]): Read<readonly StandInRequest[]> {
  const combined = new Map<string, StandInRequest>();
  for (const entry of entries) {
    const before = combined.get(entry.service);
    if (before?.fault !== undefined && entry.fault !== undefined && before.fault !== entry.fault) {
      const said = `--rehearse-with ${entry.service}: it cannot ${before.fault} and ${entry.fault} at once`;
      return problem(said, `leave one of them out`);
    }
    const loadMs = Math.max(before?.loadMs ?? 0, entry.loadMs);
    combined.set(entry.service, { service: entry.service, loadMs, fault: entry.fault ?? before?.fault });
  }
  return { kind: "ok", value: [...combined.values()] };
}

function problem<T>(message: string, fix: string): Read<T> {
  const found: Problem = { message, fix };
  return { kind: "failed", error: [found] };
}
