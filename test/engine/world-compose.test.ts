import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { describe, expect, it, onTestFinished } from "vitest";
import type { ComposeProject } from "../../src/world/compose/compose.ts";
import { createWorld } from "../../src/world/node-world.ts";
import type { ProcessResult } from "../../src/world/processes/processes.ts";
import { busybox, ensureBusybox } from "./images.ts";

const { compose, engine } = createWorld(undefined);
const signal = new AbortController().signal;

let made = 0;

/** A project in a folder of its own; what it made goes with the test. */
async function newProject(yaml: string): Promise<ComposeProject> {
  await ensureBusybox();
  made += 1;
  const directory = await mkdtemp(join(tmpdir(), "stack-compose-"));
  const file = join(directory, "compose.yaml");
  const name = `world-compose-${String(process.pid)}-${String(made)}`;
  await writeFile(file, yaml);
  onTestFinished(async () => {
    await execa("docker", ["compose", "-p", name, "-f", file, "down", "-v", "-t", "0"], { reject: false });
    await rm(directory, { recursive: true });
  });
  return { name, directory, files: [file], envFile: undefined, profiles: [], variables: {} };
}

function outputOf(result: ProcessResult): string {
  expect(result).toMatchObject({ kind: "exited", exitCode: 0 });
  return result.kind === "exited" ? result.stdout : "";
}

async function containersOf({
  name,
}: ComposeProject): Promise<ReadonlyMap<string, { id: string; state: string }>> {
  const answer = await engine.containers({ project: name });
  if (answer.kind === "failed") throw new Error(answer.error.message);
  return new Map(
    answer.value.map(({ id, state, labels }) => [labels["com.docker.compose.service"] ?? "", { id, state }]),
  );
}

const service = `{ image: "${busybox}", command: ["sh", "-c", "trap 'exit 0' TERM; sleep infinity & wait"]`;
const two = `services:\n  db: ${service} }\n  web: ${service}, depends_on: [db] }\n`;

describe("the model", () => {
  it("is what the files say: no stray .env, nothing exported, and `$` as it was without interpolation", async () => {
    const project = await newProject(
      'services: { a: { image: "x:${TAG-none}", environment: { B: "$$HOME" } } }\n',
    );
    await writeFile(join(project.directory, ".env"), "TAG=stray\n");
    const plain = outputOf(await compose.config(project, { interpolate: true, signal }));
    expect(plain).toContain(`"image": "x:none"`);
    const raw = outputOf(await compose.config(project, { interpolate: false, signal }));
    expect(raw).toContain("x:${TAG-none}");
    const envFile = join(project.directory, "env");
    await writeFile(envFile, "TAG=filed\n");
    const filed = outputOf(await compose.config({ ...project, envFile }, { interpolate: true, signal }));
    expect(filed).toContain(`"image": "x:filed"`);
    const variables = { TAG: "set" };
    const set = outputOf(
      await compose.config({ ...project, envFile, variables }, { interpolate: true, signal }),
    );
    expect(set).toContain(`"image": "x:set"`);
  });

  it("that is wrong is told by Compose, with an exit code", async () => {
    const project = await newProject("services: { a: { imagine: x } }\n");
    expect(await compose.config(project, { interpolate: true, signal })).toMatchObject({
      kind: "exited",
      stderr: expect.stringContaining("imagine"),
    });
  });
});

describe("creating and starting", () => {
  it("creates what is missing without starting it, with the hash that the model has", async () => {
    const project = await newProject(two);
    outputOf(await compose.create(project, ["db", "web"], signal));
    const states = [...(await containersOf(project)).values()].map(({ state }) => state);
    expect(states).toEqual(["created", "created"]);
    const hashes = outputOf(await compose.configHashes(project, signal));
    for (const { id } of (await containersOf(project)).values()) {
      const detail = await engine.inspect(id);
      const labels = detail.kind === "ok" ? detail.value.labels : {};
      expect(hashes).toContain(
        `${labels["com.docker.compose.service"] ?? ""} ${labels["com.docker.compose.config-hash"] ?? ""}`,
      );
    }
  });

  it("leaves a running container alone when its service changed, until `up` names it", async () => {
    const project = await newProject(two);
    outputOf(await compose.up(project, ["db", "web"], signal));
    const before = await containersOf(project);
    await writeFile(project.files[0] ?? "", two.replaceAll("depends_on", "hostname: changed, depends_on"));
    outputOf(await compose.create(project, ["db", "web"], signal));
    expect(await containersOf(project)).toEqual(before);
    outputOf(await compose.up(project, ["web"], signal));
    const after = await containersOf(project);
    expect(after.get("db")).toEqual(before.get("db"));
    expect(after.get("web")?.id).not.toBe(before.get("web")?.id);
    expect(after.get("web")?.state).toBe("running");
  });

  it("starts one service without those it depends on", async () => {
    const project = await newProject(two);
    outputOf(await compose.up(project, ["web"], signal));
    expect([...(await containersOf(project)).keys()]).toEqual(["web"]);
  });

  it("never pulls", async () => {
    const project = await newProject('services: { a: { image: "127.0.0.1:1/none:1" } }\n');
    for (const act of ["create", "up"] as const) {
      const result = await compose[act](project, ["a"], signal);
      expect(result.kind === "exited" && result.exitCode > 0 && result.stderr).toMatch(/no such image/iu);
    }
  });

  it("does not recreate a volume that changed, and does not wait for a yes", async () => {
    const yaml = `${two.replaceAll("depends_on", 'volumes: ["data:/data"], depends_on')}volumes: { data: { } }\n`;
    const project = await newProject(yaml);
    outputOf(await compose.create(project, ["web"], signal));
    const before = await engine.volumes(project.name);
    await writeFile(project.files[0] ?? "", yaml.replace("data: { }", "data: { labels: { changed: yes } }"));
    await compose.create(project, ["web"], signal);
    await compose.up(project, ["web"], signal);
    const after = await engine.volumes(project.name);
    expect(before.kind === "ok" && before.value).toHaveLength(1);
    expect(after).toEqual(before);
  });

  it("builds an image", async () => {
    const project = await newProject("services: { a: { build: . } }\n");
    await writeFile(join(project.directory, "Dockerfile"), `FROM ${busybox}\nRUN echo built > /tmp/built\n`);
    onTestFinished(async () => {
      await execa("docker", ["rmi", `${project.name}-a`], { reject: false });
    });
    outputOf(await compose.build(project, ["a"], signal));
    expect((await engine.image(`${project.name}-a`)).kind).toBe("ok");
  });
});
