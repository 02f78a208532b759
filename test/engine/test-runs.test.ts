import { randomBytes } from "node:crypto";
import { cp, mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { programPath, runProgram } from "../program/run-program.ts";
import type { Ended } from "../program/run-program.ts";
import { resultIn } from "../program/stream.ts";
import { docker, leftOf, removeProject } from "./docker.ts";
import { busybox, ensureBusybox } from "./images.ts";
import { ensureJmeter, jmeter } from "./jmeter-image.ts";

/** The shipped stack under a name and on ports that nobody else has; its own files are not touched. */
const name = `runs-${randomBytes(4).toString("hex")}`;
const target = `${name}-development-rehearsal`;
let directory = "";

const root = join(programPath, "..", "..");

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "stack-runs-"));
  for (const part of ["compose", "configs"])
    await cp(join(root, part), join(directory, part), { recursive: true });
  const manifest = await readFile(join(root, "stack.yaml"), "utf8");
  await writeFile(
    join(directory, "stack.yaml"),
    manifest.replace("name: multimodal", `name: ${name}`).replace("p95: 15s", "p95: 1ms"),
  );
  const files = await Promise.all(
    (await readdir(join(root, "compose"))).map((file) => readFile(join(root, "compose", file), "utf8")),
  );
  const ports = [...new Set(files.flatMap((text) => text.match(/(?<=\$\{)[A-Z0-9_]+PORT(?=:-)/gu) ?? []))];
  const first = 21_000 + (Number.parseInt(name.slice(-2), 16) % 64) * 128;
  const lines = ports.map((port, index) => `${port}=${String(first + index)}\n`).join("");
  for (const environment of ["development", "testing", "performance"])
    await writeFile(join(directory, `.env.${environment}`), lines);
});

afterEach(() => removeProject(target));

afterAll(async () => {
  const projects = ["testing", "performance", "staging"].map((environment) => `${name}-${environment}`);
  for (const project of projects) await removeProject(project);
  const left = await Promise.all([target, ...projects].map(leftOf));
  if (left.flat().length > 0) throw new Error(`left behind: ${left.flat().join(", ")}`);
  await rm(directory, { recursive: true, force: true });
});

const testsSchema = z.object({
  against: z.looseObject({ environment: z.string(), rehearsal: z.boolean(), temporary: z.boolean() }),
  tests: z.looseObject({
    passed: z.number(),
    failed: z.number(),
    skipped: z.number(),
    failures: z.array(z.object({ name: z.string(), reason: z.string() })),
    load: z
      .looseObject({
        requests: z.number(),
        errors: z.number(),
        routes: z.array(z.looseObject({ route: z.string() })),
      })
      .optional(),
  }),
});

function stack(...words: readonly string[]): Promise<Ended> {
  return runProgram({ words, directory });
}

function testsIn({ stdout }: Ended): z.infer<typeof testsSchema> {
  return testsSchema.parse(resultIn(stdout));
}

test("the smoke tests run for real against a rehearsal that is there for them alone", async () => {
  const run = await stack("up", "testing", "--json");
  expect(run.exitCode).toBe(0);
  const { against, tests } = testsIn(run);
  expect(against).toMatchObject({ environment: "development", rehearsal: true, temporary: true });
  expect(tests).toMatchObject({ passed: 11, failed: 0, failures: [] });
  expect(tests.skipped).toBeGreaterThan(0);
  expect(await leftOf(target)).toEqual([]);
  expect(await docker("logs", `${name}-testing-allure-1`)).toContain("11 passed, 0 failed");
});

test("what does not answer any more fails its tests; the rehearsal that ran before stays", async () => {
  const before = await stack("up", "development", "--rehearse", "--no-wait");
  expect(before.exitCode).toBe(0);
  await docker("stop", "-t", "0", `${target}-qdrant-1`);
  const run = await stack("up", "testing", "--json");
  expect(run.exitCode).toBe(7);
  const { against, tests } = testsIn(run);
  expect(against).toMatchObject({ environment: "development", rehearsal: true, temporary: false });
  expect(tests.failures).toContainEqual({
    name: "development.qdrant: answers its health check",
    reason: "qdrant is not in the network",
  });
  expect((await leftOf(target)).length).toBeGreaterThan(0);
});

test("an environment that was asked for and does not run is said so, and nothing is started", async () => {
  const run = await stack("up", "testing", "--against", "staging");
  expect(run.exitCode).toBe(3);
  expect(run.stderr).toContain("staging does not run");
  expect(run.stderr).toContain("stack up staging");
});

test("a target whose secrets are not there is said so before anything is started", async () => {
  await ensureBusybox();
  const labels = [`com.docker.compose.project=${name}-staging`, "com.docker.compose.service=still"];
  const container = await docker(
    "run",
    "-d",
    ...labels.flatMap((label) => ["--label", label]),
    busybox,
    "sleep",
    "1000",
  );
  const run = await stack("up", "testing");
  await docker("rm", "-f", container);
  expect(run.exitCode).toBe(3);
  expect(run.stderr).toContain("testing needs secrets of staging that are not there: secrets/staging/");
  expect(run.stderr).toContain("stack secrets generate staging");
});

test("a load test by Debian's JMeter: figures per route, and thresholds that decide", async () => {
  await ensureJmeter();
  const layer = { services: { jmeter: { image: jmeter, entrypoint: ["/entry"] } } };
  await writeFile(join(directory, "jmeter.yaml"), JSON.stringify(layer));
  const load = ["LOAD_THREADS=2", "LOAD_RAMP_SECONDS=0", "LOAD_DURATION_SECONDS=6"];
  const run = await stack(
    "up",
    "performance",
    "--json",
    "-f",
    "jmeter.yaml",
    ...load.flatMap((set) => ["--set", set]),
  );
  const { tests } = testsIn(run);
  expect(tests.load?.routes.map(({ route }) => route)).toEqual(["chat", "embedding", "models", "retrieval"]);
  expect(tests.load?.requests).toBeGreaterThan(4);
  expect(tests.load?.errors).toBe(0);
  // JMeter itself ends with 0: the manifest's threshold makes it a failure
  expect(tests).toMatchObject({ passed: 1, failed: 1, failures: [{ name: "p95" }] });
  expect(run.exitCode).toBe(7);
});
