import { readFile } from "node:fs/promises";
import { beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { eventsIn, resultIn } from "../program/stream.ts";
import { ensurePython, python } from "./debian-images.ts";
import { docker, lines, ofProject, removeProject } from "./docker.ts";
import { freePort } from "./free-port.ts";
import { ctrlC, onTerminal } from "./on-terminal.ts";
import { push, startRegistry } from "./registry.ts";
import { bridgeAddress, standInHub } from "./stand-in-hub.ts";
import type { StandInHub } from "./stand-in-hub.ts";
import { closeProject, openProject } from "./test-project.ts";
import type { TestProject } from "./test-project.ts";

const token = "hf_canaryCanaryCanaryCanaryCanary42";
const mebibyte = 1024 ** 2;
const slow = { bytes: 6 * mebibyte, bytesPerSecond: 1.5 * mebibyte };
const into = "/cache/hub/models--acme--tiny-model";

beforeAll(ensurePython);

interface FirstRunProject extends Pick<TestProject, "directory" | "stack" | "start" | "write"> {
  readonly project: string;
  readonly manifest: { readonly name: string };
}

/** A model server that is healthy with its model, fetched as the shipped one fetches; gone after the test. */
async function firstRunProject(endpoint: string, image = python): Promise<FirstRunProject> {
  const opened = await openProject();
  const name = opened.name.replace(/-demo$/u, "");
  const project = `${name}-development`;
  onTestFinished(async () => {
    await removeProject(project);
    await closeProject(opened);
  });
  for (const file of ["models/fetch.py", "entrypoint/with-secrets.sh"]) {
    await opened.write(file, await readFile(`configs/${file}`, "utf8"));
  }
  await opened.write("token", token);
  await opened.write("stack.yaml", { name, environments: { development: { layers: ["compose.yaml"] } } });
  await opened.write("compose.yaml", compose(endpoint, image));
  return { ...opened, project, manifest: { name } };
}

function compose(endpoint: string, image: string): object {
  const fetcher = [
    "/bin/sh",
    "/opt/with-secrets.sh",
    "HF_TOKEN={hf_token?}",
    "--",
    "python3",
    "/opt/fetch.py",
  ];
  const server = {
    image,
    init: true,
    command: ["sleep", "1000000"],
    stop_signal: "SIGKILL",
    environment: { HF_ENDPOINT: endpoint, HF_HOME: "/cache", MODEL_ID: "acme/tiny-model" },
    volumes: [
      "cache:/cache",
      "./models/fetch.py:/opt/fetch.py:ro",
      "./entrypoint/with-secrets.sh:/opt/with-secrets.sh:ro",
    ],
    secrets: ["hf_token"],
    healthcheck: { test: ["CMD", "test", "-s", `${into}/refs/main`], interval: "1s" },
    "x-stack": {
      prefetch: {
        command: [...fetcher, "{model}", "{exclude}"],
        into: "/cache/hub/{folder}",
        exclude: ["*.gguf"],
      },
    },
  };
  return { services: { server }, volumes: { cache: {} }, secrets: { hf_token: { file: "./token" } } };
}

/** What was told of one number of a model's progress, time by time. */
function told(stdout: string, field: string): readonly number[] {
  const progress = eventsIn(stdout).filter(({ type }) => type === "model-progress");
  return progress.flatMap((event) => (event[field] === undefined ? [] : [Number(event[field])]));
}

async function containersOf(project: string): Promise<readonly string[]> {
  return lines("ps", "-a", "--format", "{{.Names}}", ...ofProject(project));
}

/** What a shell in a container with the project's volume says. */
async function inVolume(project: string, script: string): Promise<string> {
  const mount = `${project}_cache:/cache`;
  return docker("run", "--rm", "--network", "none", "-v", mount, python, "sh", "-c", script);
}

async function fetchedSum({ project }: FirstRunProject): Promise<string> {
  return (await inVolume(project, `sha256sum ${into}/snapshots/*/model.safetensors`)).split(" ")[0] ?? "";
}

function ofTheModel({ requests }: StandInHub): readonly (string | undefined)[] {
  return requests.filter(({ path }) => path.startsWith("/storage")).map(({ range }) => range);
}

describe("a first run", () => {
  test("fetches the model before anything is started, telling bytes and rate, and no secret", async () => {
    const hub = await standInHub({ ...slow, token });
    const box = await firstRunProject(hub.endpoint);
    const run = await box.stack("first-run", "--yes", "--json");
    expect(run.exitCode, run.stderr + run.stdout).toBe(0);
    const bytes = told(run.stdout, "currentBytes");
    expect(bytes.length).toBeGreaterThanOrEqual(3);
    // the last look may meet the file while it gets its name
    const grown = bytes.slice(0, -1);
    expect(grown).toEqual(grown.toSorted((one, other) => one - other));
    expect(grown.at(-1)).toBeGreaterThan(mebibyte);
    expect(told(run.stdout, "bytesPerSecond").length).toBeGreaterThanOrEqual(2);
    // the hub tells the size of this model to nobody without a token
    expect(told(run.stdout, "totalBytes")).toEqual([]);
    const types = eventsIn(run.stdout).map(({ type }) => type);
    expect(types.indexOf("model-fetched")).toBeGreaterThan(0);
    expect(types.indexOf("service-started")).toBeGreaterThan(types.indexOf("model-fetched"));
    expect(types.filter((type) => type === "result")).toHaveLength(1);
    expect(run.stderr).toContain("$ stack up development");
    expect(run.stdout).toContain(`-- run --detach -T --no-deps --name ${box.project}-server-run-prefetch`);
    expect(await containersOf(box.project)).toEqual([`${box.project}-server-1`]);
    expect(await fetchedSum(box)).toBe(hub.sha256);
    expect(run.stdout + run.stderr).not.toContain(token);

    // a token is for the hub alone, and what is here is not fetched again
    const storage = hub.requests.filter(({ path }) => path.startsWith("/storage"));
    expect(storage.map((request) => request.token)).toEqual([undefined]);
    await box.stack("down", "development");
    const again = await box.stack("first-run", "--yes");
    expect(again.exitCode, again.stderr + again.stdout).toBe(0);
    expect(ofTheModel(hub)).toHaveLength(1);
  });

  test("tells the total and the time that is left where the hub tells everybody the size", async () => {
    const hub = await standInHub(slow);
    const box = await firstRunProject(hub.endpoint);
    const run = await box.stack("first-run", "--yes", "--json");
    expect(run.exitCode, run.stderr + run.stdout).toBe(0);
    expect(new Set(told(run.stdout, "totalBytes"))).toEqual(new Set([hub.totalBytes]));
    const etas = told(run.stdout, "etaMs");
    expect(etas.length).toBeGreaterThanOrEqual(1);
    expect(Math.min(...etas)).toBeLessThan(60_000);
    expect(Math.max(...told(run.stdout, "bytesPerSecond"))).toBeGreaterThan(slow.bytesPerSecond / 10);
  });

  test("killed in the middle of a file, carries on within it, and replaces the container it left", async () => {
    const hub = await standInHub({ ...slow, bytesPerSecond: mebibyte / 2 });
    const box = await firstRunProject(hub.endpoint);
    const cut = box.start("first-run", "--yes", "--json");
    await cut.said('"bytesPerSecond"');
    await cut.said('"etaMs"');
    cut.process.kill("SIGKILL");
    await cut.ended;
    expect(await containersOf(box.project)).toEqual([`${box.project}-server-run-prefetch`]);
    const run = await box.stack("first-run", "--yes");
    expect(run.exitCode, run.stderr + run.stdout).toBe(0);
    const ranges = ofTheModel(hub);
    expect(ranges[0]).toBeUndefined();
    expect(ranges.slice(1)).toEqual([expect.stringMatching(/^bytes=[1-9]\d+-$/u)]);
    expect(await fetchedSum(box)).toBe(hub.sha256);
    expect(await containersOf(box.project)).toEqual([`${box.project}-server-1`]);
  });

  test("interrupted on a terminal, leaves no container, and the part that has come", async () => {
    const hub = await standInHub({ ...slow, bytesPerSecond: mebibyte / 2 });
    const box = await firstRunProject(hub.endpoint);
    const words = ["first-run", "--yes"];
    const answers = [["MiB of 6.0 MiB", ctrlC]] as const;
    const { exitCode, shown } = await onTerminal({ words, directory: box.directory, answers });
    expect(exitCode, shown).toBe(130);
    expect(shown).toMatch(
      /acme\/tiny-model {2}[\d.]+ \w+ of 6\.0 MiB, \d+ %, [\d.]+ MB\/s, about \d+ s left/u,
    );
    expect(shown).toContain("stack first-run");
    expect(await containersOf(box.project)).toEqual([]);
    expect(Number(await inVolume(box.project, `cat ${into}/blobs/*.part | wc -c`))).toBeGreaterThan(0);
    const run = await box.stack("first-run", "--yes");
    expect(run.exitCode, run.stderr + run.stdout).toBe(0);
    expect(ofTheModel(hub).at(-1)).toMatch(/^bytes=[1-9]/u);
    expect(await fetchedSum(box)).toBe(hub.sha256);
  });

  test("refuses before a byte is fetched where the disk has too little room", async () => {
    const hub = await standInHub({ ...slow, claimedBytes: 10 ** 15 });
    const box = await firstRunProject(hub.endpoint);
    const run = await box.stack("first-run", "--yes");
    expect(run.exitCode, run.stderr + run.stdout).toBe(3);
    expect(run.stderr).toContain("909 TiB of models are still to come");
    expect(hub.requests.map(({ path }) => path)).toEqual(["/api/models/acme/tiny-model"]);
    expect(await containersOf(box.project)).toEqual([]);
  });

  test("says that there is no space where the model lands, and keeps no container", async () => {
    const hub = await standInHub({ ...slow, bytesPerSecond: 6 * mebibyte });
    const box = await firstRunProject(hub.endpoint);
    const small = { driver_opts: { type: "tmpfs", device: "tmpfs", o: "size=2m" } };
    await box.write("small.yaml", { volumes: { cache: small } });
    await box.write("stack.yaml", {
      ...box.manifest,
      environments: { development: { layers: ["compose.yaml", "small.yaml"] } },
    });
    const run = await box.stack("first-run", "--yes");
    expect(run.exitCode, run.stderr + run.stdout).toBe(4);
    expect(run.stderr).toMatch(/could not have its model acme\/tiny-model: .*no space left on device/iu);
    expect(run.stderr).toContain("stack clean");
    expect(await containersOf(box.project)).toEqual([]);
  });

  test("says that the hub cannot be reached, what to type next, and starts nothing", async () => {
    const port = await freePort();
    const box = await firstRunProject(`http://${await bridgeAddress()}:${String(port)}`);
    const run = await box.stack("first-run", "--yes");
    expect(run.exitCode, run.stderr + run.stdout).toBe(4);
    expect(run.stderr).toMatch(
      /could not have its model acme\/tiny-model: .*cannot be reached.*Connection refused/u,
    );
    expect(run.stderr).toContain("curl -I http://");
    expect(await containersOf(box.project)).toEqual([]);
  });

  test("says of a gated model where its terms are accepted and where the token goes, to programs too", async () => {
    const hub = await standInHub({ ...slow, token: "another" });
    const box = await firstRunProject(hub.endpoint);
    const run = await box.stack("first-run", "--yes", "--json");
    const result = resultIn(run.stdout);
    expect([run.exitCode, result.exitCode], run.stderr + run.stdout).toEqual([4, 4]);
    const [server] = result.services;
    expect(server?.reason).toContain("the hub answers 401 (GatedRepo)");
    expect(server?.logTail.join("\n")).toContain("GatedRepo");
    expect(server?.fix).toContain(`${hub.endpoint}/acme/tiny-model`);
    expect(server?.fix).toContain("HF_TOKEN=hf_…");
    expect(run.stdout + run.stderr).not.toContain(token);
    expect(await containersOf(box.project)).toEqual([]);
  });

  test("pulls the images first, and says nothing of what goes well when asked to be quiet", async () => {
    const { address } = await startRegistry();
    const image = `${address}/team/python:1`;
    await push(python, image);
    onTestFinished(async () => void (await docker("image", "rm", "-f", image).catch(() => "")));
    const hub = await standInHub({ ...slow, bytes: mebibyte });
    const box = await firstRunProject(hub.endpoint, image);
    const run = await box.stack("first-run", "--yes", "--json");
    expect(run.exitCode, run.stderr + run.stdout).toBe(0);
    const types = eventsIn(run.stdout).map(({ type }) => type);
    const order = ["image-progress", "image-pulled", "model-fetched", "service-started"];
    expect(types.filter((type, at) => order.includes(type) && types.indexOf(type) === at)).toEqual(order);
    await box.stack("reset", "development", "--yes", "--volumes", "--no-backup");
    const again = await box.stack("first-run", "--yes", "--quiet");
    expect([again.exitCode, again.stderr], again.stdout).toEqual([0, ""]);
    expect(ofTheModel(hub)).toHaveLength(2);
  });

  test("fetches nothing on a box without a GPU, where it rehearses", async () => {
    const hub = await standInHub(slow);
    const box = await firstRunProject(hub.endpoint);
    onTestFinished(() => removeProject(`${box.project}-rehearsal`));
    const development = { layers: ["compose.yaml"], gpu: "required" };
    await box.write("stack.yaml", { ...box.manifest, environments: { development } });
    const run = await box.stack("first-run", "--yes");
    expect(run.exitCode, run.stderr + run.stdout).toBe(0);
    expect(run.stderr).toContain("$ stack up development --rehearse");
    expect(run.stderr).not.toContain("-- pull");
    expect(hub.requests).toEqual([]);
  });
});
