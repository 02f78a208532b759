import * as z from "zod";
import type { Finding } from "./check.ts";
import type { FindingId } from "./finding-ids.ts";

const text = z.string();
const number = z.number();
const texts = z.array(text).readonly();
const numbers = z.array(number).readonly();
const unset = z.object({});

const unreached = z.object({ context: text, address: text, message: text });
const composeVersion = z.object({ version: text, wanted: text });
const subnets = z.object({ network: text, subnet: text, other: text, taken: text });
const toolkit = z.object({ runtime: z.boolean(), hook: z.boolean(), cdiFiles: texts, rootless: z.boolean() });
const gpuTrouble = z.object({ gpu: number.nullable(), busId: text.nullable(), said: text });
const gpuError = z.object({ code: text });
const cardMemory = z.object({ gpu: number, freeMiB: number, wantedMiB: number, totalMiB: number });
const hostMemory = z.object({
  requiredBytes: number,
  totalBytes: number,
  availableBytes: number.nullable(),
  swapBytes: number,
});
/** Of a secret that is wrong: which, and where it stands. */
const secret = z.object({ secret: text, file: text, line: number }).partial();
const cudaOfImage = { service: text, image: text, cuda: text.nullable(), wanted: text };

/** Who has a port: a container and its project, an environment of this stack, a process, or nobody who can be seen. */
const portHolder = z.union([
  z.object({ kind: z.literal("container"), container: text, project: text.nullable() }),
  z.object({
    kind: z.literal("environment"),
    container: text,
    project: text.nullable(),
    environment: text,
  }),
  z.object({ kind: z.literal("process"), userId: number, processId: number, command: text }),
  z.object({ kind: z.literal("process"), userId: number }),
  unset,
]);
export type PortHolderData = z.infer<typeof portHolder>;

/**
 * What a finding says to programs, by its id; one that is not here says nothing more than its words. Sizes are in the
 * unit that a name ends with.
 */
export const findingData = {
  "engine.ready": z.object({
    version: text,
    apiVersion: text,
    address: text,
    storageDriver: text,
    rootless: z.boolean(),
  }),
  "engine.elsewhere": z.object({ address: text }),
  "engine.too-old": composeVersion,
  "engine.missing": unreached,
  "engine.hanging": unreached,
  "engine.unreachable": unreached,
  "engine.not-running": unreached,
  "engine.permission": unreached,
  "engine.cgroup-v1": z.object({ cgroupVersion: text, rootless: z.boolean() }),
  "engine.storage-driver": z.object({ storageDriver: text }),
  "compose.ready": z.object({ version: text }),
  "compose.too-old": composeVersion,
  "compose.v1-only": composeVersion,
  "compose.missing": z.object({ wanted: text }),
  "compose.no-version": z.object({ wanted: text }),
  "credential.helper-missing": z.object({ helper: text, registry: text.nullable(), path: text }),
  "container.name-taken": z.object({ service: text, name: text, container: text, project: text.nullable() }),
  "device.missing": z.object({ service: text, device: text }),
  "runtime.missing": z.object({ service: text, runtime: text, known: texts }),
  "log-driver.missing": z.object({ service: text, driver: text, known: texts }),
  "cpu.limit": z.object({ service: text, limit: number, cpus: number }),
  "network.missing": z.object({ network: text }),
  "network.overlap": subnets,
  "network.address": z.object({ service: text, network: text, address: text, subnets: texts.optional() }),
  "variable.empty": z.object({ variable: text }),
  "env-file.unread": z.object({ file: text, variables: texts }),
  "environment.empty": z.object({ profiles: texts }),
  "file.missing": z.object({ path: text, service: text, target: text, kind: text }),
  "file.wrong-kind": z.object({ path: text, service: text, target: text, found: text, wanted: text }),
  "file.unreadable": z.object({ path: text, service: text, userId: number.nullable() }),
  "volume.missing": z.object({ volume: text }),
  "volume.foreign": z.object({ volume: text, owner: text }),
  "volume.diverged": z.object({ volume: text, differences: texts }),
  "disk.reclaimable": z.object({ totalBytes: number, reclaimableBytes: number }),
  "disk.free": z.object({
    path: text,
    freeBytes: number,
    wantedBytes: number,
    requiredBytes: number,
    missingImages: texts,
  }),
  "port.in-use": z.object({
    port: number,
    address: text,
    protocol: text,
    service: text,
    variable: text.nullable(),
    proposed: number.nullable(),
    holder: portHolder,
  }),
  "port.no-address": z.object({ port: number, address: text, service: text }),
  "port.privileged": z.object({ port: number, service: text, variable: text.nullable(), proposed: number }),
  "port.collision": z.object({
    port: number,
    services: texts,
    variables: texts.optional(),
    replicas: number.optional(),
  }),
  "memory.total": hostMemory,
  "memory.available": hostMemory,
  "shell.variable": z.object({ variable: text }),
  "host.clock": z.object({ now: text }),
  "host.inotify": z.object({ name: text, value: number, wanted: number }),
  "host.open-files": z.object({ filesOpen: number, filesMax: number }),
  "host.wsl": z.object({ directory: text }),
  "host.max-map-count": z.object({ count: number, wanted: number, services: texts }),
  "host.firewall": z.object({
    ports: z.array(z.object({ service: text, port: number, address: text })).readonly(),
  }),
  "host.selinux": z.object({ services: texts }),
  "gpu.toolkit": toolkit,
  "gpu.toolkit-missing": toolkit,
  "gpu.toolkit-not-configured": toolkit,
  "gpu.lost": gpuTrouble,
  "gpu.power": gpuTrouble,
  "gpu.inforom": gpuTrouble,
  "gpu.not-driven": gpuTrouble,
  "gpu.incomplete": gpuTrouble,
  "gpu.nvlink": z.object({ gpus: numbers, active: number.optional(), type: text.optional() }),
  "gpu.fabric": z.object({ gpus: numbers, state: text, status: text, service: text }),
  "gpu.container": z.union([z.object({ image: text, unseen: texts.optional() }), z.object({ pull: text })]),
  "gpu.memory-taken": cardMemory.extend({
    processes: z
      .array(z.object({ id: number, name: text, usedMiB: number, environment: text.optional() }))
      .readonly()
      .optional(),
  }),
  "gpu.memory-total": cardMemory,
  "gpu.decision": z.object({ layer: text.optional(), selected: numbers, nvlink: z.boolean() }),
  "gpu.driver-too-old": z.union([
    z.object({ installed: text, ...cudaOfImage }),
    z.object({ installed: text }),
  ]),
  "gpu.compute-mode": z.object({ gpu: number, computeMode: text }),
  "gpu.ecc": z.object({ gpu: number, uncorrectedErrors: number }),
  "gpu.xid": z.object({ numbers }),
  "gpu.mig-enabled": z.union([gpuError, z.object({ gpu: number })]),
  "gpu.absent": z.union([gpuError, z.object({ selected: numbers, present: numbers })]),
  "gpu.compute-capability": z.object({ gpu: number, computeCapability: text, ...cudaOfImage }),
  "model.token": z.object({ model: text, variable: text }),
  "model.directory": z.object({ path: text, model: text, absent: z.boolean() }),
  "model.disk": z.object({ path: text.nullable(), freeBytes: number, sizeBytes: number, model: text }),
  "secrets.missing": z.union([z.object({ secrets: texts }), secret]),
  "secrets.drift": z.union([z.object({ secret: text, volume: text }), secret]),
  "restore.unfinished": z.object({
    environment: text,
    since: text,
    phase: text,
    backup: text,
    before: text.nullable(),
  }),
} as const satisfies Partial<Record<FindingId, z.ZodType>>;

type Said = typeof findingData;

const schemas: { readonly [Id in keyof Said]: z.ZodType<z.output<Said[Id]>> } = findingData;

/** What a finding of this id says to programs; undefined for one of another id, or with less to say. */
export function dataOf<Id extends keyof Said>(
  { id, data }: Finding,
  wanted: Id,
): z.output<Said[Id]> | undefined {
  return id === wanted ? schemas[wanted].safeParse(data).data : undefined;
}
