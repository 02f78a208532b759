import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { stringify } from "yaml";
import { loadModel } from "../../src/core/environment/load-model.ts";
import { rehearse } from "../../src/features/rehearsal/model/rehearse.ts";
import type { StandInRequest } from "../../src/features/rehearsal/model/rehearsal.ts";
import { ensureStandInImage } from "../../src/features/rehearsal/image/ensure-stand-in-image.ts";
import type { StandInImages } from "../../src/features/rehearsal/image/build-from-host.ts";
import type { ComposeProject } from "../../src/world/compose/compose.ts";
import type { ContainerDetail } from "../../src/world/engine/container.ts";
import { createWorld } from "../../src/world/node-world.ts";
import { buildStandIn } from "../features/rehearsal/stand-in/stand-in-program.ts";
import { brokenChecks, type DocumentedCheck, documentedChecks } from "./rehearsal-images.ts";

const folder = mkdtempSync(join(tmpdir(), "rehearsal-image-"));
const real = createWorld(undefined);
const world = { ...real, files: { ...real.files, packageDirectory: folder } };
const never = new AbortController().signal;
const started: ComposeProject[] = [];

beforeAll(() => {
  mkdirSync(join(folder, "dist"));
  copyFileSync(buildStandIn(), join(folder, "dist", "stand-in.cjs"));
});

afterAll(async () => {
  for (const project of started) {
    const files = project.files.flatMap((file) => ["-f", file]);
    const args = ["compose", "-p", project.name, ...files, "down", "-v", "-t", "1"];
    await world.processes.run({ command: "docker", args, timeoutMs: 120_000 });
  }
  rmSync(folder, { recursive: true });
});

describe("the stand-in's image", () => {
  test("is made once from this host's files, and found again", async () => {
    const images = await standInImages();
    const again = await ensureStandInImage(world, { base: undefined, signal: never });
    expect(again).toEqual({ kind: "ok", value: { images, made: false } });
  });

  test("has no shell where the real image has none", async () => {
    const { withoutShell } = await standInImages();
    const args = ["run", "--rm", "--entrypoint", "/bin/sh", withoutShell, "-c", "true"];
    const ended = await world.processes.run({ command: "docker", args, timeoutMs: 30_000 });
    expect(ended).toMatchObject({ kind: "exited", exitCode: 127 });
  });
});

describe("a rehearsal on a real engine", () => {
  test("passes every check that fits its image, as any user, on a read-only container", async () => {
    const project = await rehearsed("rehearsal-passing", documentedChecks);
    const seen = await whenChecked(project, Object.keys(documentedChecks));
    const failed = seen.filter(({ status }) => status !== "healthy");
    expect(failed).toEqual([]);
    expect(seen.length).toBe(Object.keys(documentedChecks).length);
  });

  test("fails every check that would fail on the real image", async () => {
    const project = await rehearsed("rehearsal-failing", brokenChecks, { period: "5s" });
    const seen = await whenChecked(project, Object.keys(brokenChecks));
    expect(seen.filter(({ status }) => status !== "unhealthy")).toEqual([]);
    for (const { service, output } of seen) expect(output).toContain(brokenChecks[service]?.says);
  });

  test("lets a service run out of memory, crash and crash again", async () => {
    const cast = { hungry: check("redis:8"), broken: check("redis:8") };
    const requests: StandInRequest[] = [
      { service: "hungry", loadMs: 0, fault: "oom" },
      { service: "broken", loadMs: 0, fault: "crash" },
    ];
    const project = await rehearsed("rehearsal-faults", cast, { requests });
    const [hungry, broken] = await whenEach(project, Object.keys(cast), ({ state }) => state === "exited");
    expect(hungry).toMatchObject({ exitCode: 137, outOfMemory: true });
    expect(broken).toMatchObject({ exitCode: 1, outOfMemory: false });
  });
});

function check(image: string): DocumentedCheck {
  return { image, test: ["CMD", "true"], more: { restart: "no" } };
}

async function standInImages(): Promise<StandInImages> {
  const answer = await ensureStandInImage(world, { base: undefined, signal: never });
  if (answer.kind === "failed") throw new Error(answer.error.message);
  return answer.value.images;
}

/** These services as a Compose project of the user's, rehearsed and started. */
async function rehearsed(
  name: string,
  cast: Readonly<Record<string, DocumentedCheck>>,
  {
    requests = [],
    period = "60s",
  }: { readonly requests?: readonly StandInRequest[]; readonly period?: string } = {},
): Promise<ComposeProject> {
  const loaded = await loadModel(world, written(`${name}-real`, compose(cast, period)), never);
  if (loaded.kind === "failed") throw new Error(loaded.error[0]?.message);
  const engine = { cpus: 1, memoryBytes: 4 * 1024 ** 3, local: true };
  const images = await standInImages();
  const options = { project: name, images, engine, directory: folder, sources: new Map(), requests };
  const project = written(name, rehearse(loaded.value, options).yaml);
  started.push(project);
  const up = await world.compose.up(project, Object.keys(cast), never);
  if (up.kind !== "exited" || up.exitCode !== 0) throw new Error(JSON.stringify(up));
  return project;
}

function written(name: string, yaml: string): ComposeProject {
  const file = join(folder, `${name}.yaml`);
  writeFileSync(file, yaml);
  return { name, directory: folder, files: [file], envFile: undefined, profiles: [], variables: {} };
}

/** `period`: how long a check may fail before it counts: long for what will pass, short for what never will. */
function compose(cast: Readonly<Record<string, DocumentedCheck>>, period: string): string {
  const timing = { interval: "3s", timeout: "10s", retries: 3, start_period: period, start_interval: "1s" };
  const services = Object.entries(cast).map(([name, { image, test, more }]) => {
    const doubled = test.map((word) => word.replaceAll("$", "$$$$"));
    const healthcheck = test.length === 0 ? timing : { ...timing, test: doubled };
    return [name, { image, ...more, healthcheck }];
  });
  return stringify({ services: Object.fromEntries(services), volumes: { cache: {} } });
}

interface Seen {
  readonly service: string;
  readonly status: string | undefined;
  readonly output: string;
}

/** What the engine found out about each service, once it has made up its mind. */
async function whenChecked(project: ComposeProject, services: readonly string[]): Promise<readonly Seen[]> {
  const decided = await whenEach(project, services, ({ health }) => health?.status !== "starting");
  return decided.map((detail) => ({
    service: serviceOf(detail),
    status: detail.health?.status,
    output: detail.health?.log.at(-1)?.output ?? "",
  }));
}

/** The containers of these services, each once it is as wanted: looked at when the engine says that it changed. */
async function whenEach(
  project: ComposeProject,
  services: readonly string[],
  isAsWanted: (detail: ContainerDetail) => boolean,
): Promise<readonly ContainerDetail[]> {
  const done = new AbortController();
  const found = new Map<string, ContainerDetail>();
  const look = async (containerId: string): Promise<void> => {
    const detail = await world.engine.inspect(containerId);
    if (detail.kind === "ok" && isAsWanted(detail.value)) found.set(serviceOf(detail.value), detail.value);
    if (found.size === services.length) done.abort();
  };
  const since = new Date(world.clock.now().getTime() - 120_000);
  await world.engine.events(
    { project: project.name, since, signal: done.signal },
    ({ action, containerId }) => {
      if (/^(health_status|die)/u.test(action)) void look(containerId);
    },
  );
  return services.flatMap((service) => found.get(service) ?? []);
}

function serviceOf({ labels }: ContainerDetail): string {
  return labels["com.docker.compose.service"] ?? "";
}
