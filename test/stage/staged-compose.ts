import { createHash } from "node:crypto";
import * as z from "zod";
import type { Clock } from "../../src/world/clock.ts";
import type { Compose } from "../../src/world/compose/compose.ts";
import type { ContainerDetail } from "../../src/world/engine/container.ts";
import type { ProcessResult } from "../../src/world/processes/processes.ts";
import { fakeContainer } from "../world/fake-container.ts";
import type { FakeEngine } from "../world/fake-engine.ts";
import { exited } from "../world/fake-processes.ts";
import { configOf, detailOf, imageOf, modelOf } from "./behaviour.ts";
import type { Part, Parts } from "./behaviour.ts";

interface ComposeStage {
  readonly engine: () => FakeEngine;
  readonly parts: () => Parts;
  readonly model: Readonly<Record<string, unknown>>;
  readonly project: string;
  readonly clock: () => Clock;
  /** What stands in the env file now. */
  readonly env: () => string;
  /** What it takes for each service. */
  readonly createMs: number;
}

const aborted: ProcessResult = { kind: "aborted", stdout: "", stderr: "" };

/** Compose, as far as it is asked: it merges, creates what is missing, and recreates what has changed. */
export function stagedCompose(stage: ComposeStage): Partial<Compose> {
  const model = (): string => modelOf(stage.project, stage.parts(), stage.model);
  const merged = (): ProcessResult => exited(model());
  return {
    version: () => Promise.resolve(exited("2.40.3\n")),
    config: (_project, { onStarted }) => {
      onStarted?.();
      return Promise.resolve(merged());
    },
    configHashes: () =>
      Promise.resolve(
        exited(
          Object.entries(stage.parts())
            .map(([name, part]) => `${name} ${hashOf(stage, name, part)}\n`)
            .join(""),
        ),
      ),
    create: async (_project, services, signal) => {
      const stderr = services
        .map((service) => stage.parts()[service]?.notCreated)
        .find((why) => why !== undefined);
      if (stderr !== undefined) return exited("", { exitCode: 1, stderr });
      for (const service of services) {
        await stage.clock().sleep(stage.createMs, signal);
        if (signal.aborted) return aborted;
        await createMissing(stage, service);
      }
      return exited("");
    },
    modelHashes: () => Promise.resolve(exited("", { exitCode: 1 })),
    recreate: async (_project, services) => {
      for (const service of services) await replaceChanged(stage, service);
      return exited("");
    },
    start: async (_project, services) => {
      const answers = await Promise.all(services.map((service) => startAll(stage, service)));
      const complaints = answers.flat().filter((complaint) => complaint !== "");
      return exited("", { exitCode: complaints.length === 0 ? 0 : 1, stderr: complaints.join("\n") });
    },
    up: async (_project, services) => {
      const answers = await Promise.all(services.map((service) => bringUp(stage, service)));
      const complaints = answers.flat().filter((complaint) => complaint !== "");
      return exited("", { exitCode: complaints.length === 0 ? 0 : 1, stderr: complaints.join("\n") });
    },
    build: () => Promise.resolve(exited("")),
    stream: (_project, args, { onLine }) => {
      if (args[0] === "config") for (const line of model().split("\n")) onLine(line, "stdout");
      return Promise.resolve(exited(""));
    },
  };
}

function hashOf(stage: ComposeStage, name: string, part: Part): string {
  const written = JSON.stringify(part.layer ?? {});
  const values = [...written.matchAll(/\$\{(\w+)/gu)].map(([, variable = ""]) =>
    stage
      .env()
      .split("\n")
      .find((line) => line.startsWith(`${variable}=`)),
  );
  return createHash("sha256")
    .update(JSON.stringify([{ ...configOf(name, part), deploy: undefined }, values]))
    .digest("hex");
}

async function containersOf(stage: ComposeStage, service: string): Promise<readonly ContainerDetail[]> {
  const listed = await stage.engine().containers({ project: stage.project });
  const rows = listed.kind === "ok" ? listed.value : [];
  return rows
    .filter(({ labels }) => labels["com.docker.compose.service"] === service)
    .map(({ id }) => stage.engine().container(id));
}

async function createMissing(stage: ComposeStage, service: string): Promise<void> {
  const part = stage.parts()[service];
  if (part === undefined) return;
  const there = await containersOf(stage, service);
  for (let number = there.length + 1; number <= (part.replicas ?? 1); number += 1) {
    const detail = containerOf(stage, service, part, number);
    await makeVolumes(stage, detail.mounts);
    stage.engine().add(detail);
    stage.engine().emit(detail.id, "create");
  }
}

let made = 0;

function containerOf(stage: ComposeStage, service: string, part: Part, number: number): ContainerDetail {
  made += 1;
  return fakeContainer({
    project: stage.project,
    service,
    id: `${service}-${String(number)}-${String(made)}`,
    name: `${stage.project}-${service}-${String(number)}`,
    image: imageOf(service),
    labels: {
      "com.docker.compose.container-number": String(number),
      "com.docker.compose.config-hash": hashOf(stage, service, part),
      "com.docker.compose.image": `sha256:${service}`,
      "com.docker.compose.depends_on": Object.entries(part.after ?? {})
        .map(([other, { condition, restart }]) => `${other}:${condition}:${String(restart ?? false)}`)
        .join(","),
      "com.docker.compose.project.working_dir": "/home/ann/project",
      "com.docker.compose.project.config_files": "/home/ann/project/compose.yaml",
    },
    ports: portsOf(part),
    mounts: mountsOf(stage, part),
    ...detailOf(part),
  });
}

const mounting = z.object({
  volumes: z
    .array(z.object({ type: z.literal("volume"), source: z.string(), target: z.string() }))
    .default([]),
});

const volumesOfModel = z.object({
  volumes: z.record(z.string(), z.object({ name: z.string() })).default({}),
});

function mountsOf(stage: ComposeStage, { config = {} }: Part): ContainerDetail["mounts"] {
  const { volumes } = volumesOfModel.parse(stage.model);
  return (mounting.safeParse(config).data?.volumes ?? []).map(({ type, source, target }) => ({
    type,
    name: volumes[source]?.name ?? source,
    source: "",
    destination: target,
  }));
}

/** Those that are missing, with the labels by which Compose knows them again. */
async function makeVolumes(stage: ComposeStage, mounts: ContainerDetail["mounts"]): Promise<void> {
  const listed = await stage.engine().volumes(undefined);
  const there = new Set(listed.kind === "ok" ? listed.value.map(({ name }) => name) : []);
  for (const [key, { name }] of Object.entries(volumesOfModel.parse(stage.model).volumes)) {
    if (there.has(name) || !mounts.some((mount) => mount.name === name)) continue;
    const labels = { "com.docker.compose.project": stage.project, "com.docker.compose.volume": key };
    const createdAt = stage.clock().now().toISOString();
    stage.engine().addVolume({ name, createdAt, labels, driver: "local", options: {} });
  }
}

const publishing = z.object({
  ports: z
    .array(
      z.object({
        target: z.number(),
        published: z.string(),
        host_ip: z.string().default("0.0.0.0"),
        protocol: z.enum(["tcp", "udp"]),
      }),
    )
    .default([]),
});

function portsOf({ config = {} }: Part): ContainerDetail["ports"] {
  const parsed = publishing.safeParse(config);
  return (parsed.data?.ports ?? []).map(({ target, published, host_ip, protocol }) => ({
    hostAddress: host_ip,
    hostPort: Number(published),
    containerPort: target,
    protocol,
  }));
}

/** What the engine complains of. */
async function bringUp(stage: ComposeStage, service: string): Promise<readonly string[]> {
  await replaceChanged(stage, service);
  return startAll(stage, service);
}

async function replaceChanged(stage: ComposeStage, service: string): Promise<void> {
  const part = stage.parts()[service];
  if (part === undefined) return;
  const engine = stage.engine();
  for (const { id, labels } of await containersOf(stage, service)) {
    if (labels["com.docker.compose.config-hash"] === hashOf(stage, service, part)) continue;
    await engine.stop(id, undefined);
    await engine.removeContainer(id, false);
  }
  await createMissing(stage, service);
}

async function startAll(stage: ComposeStage, service: string): Promise<readonly string[]> {
  if (stage.parts()[service] === undefined) return [`no such service: ${service}`];
  const containers = await containersOf(stage, service);
  const answers = await Promise.all(containers.map(async ({ id }) => stage.engine().start(id)));
  return answers.map((answer) => (answer.kind === "failed" ? answer.error.message : ""));
}
