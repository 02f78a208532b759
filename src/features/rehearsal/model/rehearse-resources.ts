import { parseSize } from "../../../core/environment/manifest.ts";
import type { StandInSource, RewrittenPart } from "./stand-in-source.ts";
import type { Dropped } from "./rehearsal.ts";
import { bytes } from "../../../world/bytes.ts";

const mebibyte = 1024 * 1024;
/** Node, and two checks that run beside it. */
const leastMemory = 256 * mebibyte;
const leastProcesses = 100;
/** Small, so that a stand-in which runs out of memory takes little of the host's on the way. */
const memoryToRunOutOf = 128 * mebibyte;

/** Replicas and limits that this host can give; the engine refuses a container that asks for more CPUs than it has. */
export function rehearseResources(casting: StandInSource): RewrittenPart {
  const { service, written } = casting;
  const limits = record(written.deploy?.resources?.limits);
  const memory = memoryLimit(casting);
  const cpus = cpuLimit(casting);
  const processes = processLimit(limits["pids"] ?? written["pids_limit"]);
  const kept = { ...memory.written, ...cpus.written, ...processes };
  const policy = written.deploy?.["restart_policy"];
  const deploy = {
    ...(written.deploy?.replicas === undefined ? {} : { replicas: written.deploy.replicas }),
    ...(policy === undefined ? {} : { restart_policy: policy }),
    ...(Object.keys(kept).length === 0 ? {} : { resources: { limits: kept } }),
  };
  return {
    written: {
      ...(Object.keys(deploy).length === 0 ? {} : { deploy }),
      ...(faultOf(casting) === "oom" ? { memswap_limit: String(memoryToRunOutOf) } : {}),
    },
    dropped: [...memory.dropped, ...cpus.dropped, ...devices(casting)].map((what) => ({
      service: service.name,
      ...what,
    })),
  };
}

type Found = Omit<Dropped, "service">;
interface Kept {
  readonly written: Readonly<Record<string, unknown>>;
  readonly dropped: readonly Found[];
}

function memoryLimit(casting: StandInSource): Kept {
  if (faultOf(casting) === "oom") return { written: { memory: String(memoryToRunOutOf) }, dropped: [] };
  const limit = casting.service.memoryLimitBytes ?? 0;
  const { memoryBytes } = casting.options.engine;
  const reservation =
    memoryReservation(casting) > memoryBytes ? [tooMuch(memoryReservation(casting), "reservation")] : [];
  if (limit === 0) return { written: {}, dropped: reservation };
  if (limit > memoryBytes) return { written: {}, dropped: [tooMuch(limit, "limit"), ...reservation] };
  if (limit >= leastMemory) return { written: { memory: String(limit) }, dropped: reservation };
  const what = `memory limit of ${bytes(limit)}`;
  const raised = { what, why: `a stand-in and its checks need ${bytes(leastMemory)}` };
  return { written: { memory: String(leastMemory) }, dropped: [raised, ...reservation] };
}

function memoryReservation({ written }: StandInSource): number {
  const reserved = record(written.deploy?.resources?.reservations)["memory"] ?? written["mem_reservation"];
  return parseSize(text(reserved)) ?? 0;
}

function tooMuch(size: number, kind: string): Found {
  return { what: `memory ${kind} of ${bytes(size)}`, why: "this host has less" };
}

function cpuLimit({ service, options }: StandInSource): Kept {
  const limit = service.cpuLimit ?? 0;
  if (limit === 0) return { written: {}, dropped: [] };
  if (limit <= options.engine.cpus) return { written: { cpus: String(limit) }, dropped: [] };
  const why = `this host has ${String(options.engine.cpus)}`;
  return { written: {}, dropped: [{ what: `limit of ${String(limit)} CPUs`, why }] };
}

/** Node alone has about eleven threads. */
function processLimit(written: unknown): Readonly<Record<string, unknown>> {
  const limit = Number(text(written));
  return limit > 0 ? { pids: Math.max(limit, leastProcesses) } : {};
}

function devices({ service, written }: StandInSource): readonly Found[] {
  const reserved = written.deploy?.resources?.reservations?.devices ?? [];
  if (reserved.length === 0) return [];
  const what = service.gpus.length > 0 ? "GPU reservation" : "device reservation";
  return [{ what, why: "a stand-in needs none" }];
}

function faultOf({ service, options }: StandInSource): string | undefined {
  return options.requests.find((request) => request.service === service.name)?.fault;
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? Object.fromEntries(Object.entries(value)) : {};
}

function text(value: unknown): string {
  return typeof value === "string" || typeof value === "number" ? String(value) : "";
}
