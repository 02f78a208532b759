import { randomBytes } from "node:crypto";
import { cp, mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, expect, onTestFinished, test } from "vitest";
import { z } from "zod";
import { programPath, runProgram } from "../program/run-program.ts";
import type { Ended } from "../program/run-program.ts";
import { resultIn } from "../program/stream.ts";
import { docker, leftOf, removeProject } from "./docker.ts";
import { freePort } from "./free-port.ts";
import { busybox, ensureBusybox } from "./images.ts";
import { ensureJmeter, jmeter } from "./jmeter-image.ts";
import { ensureNode, node } from "./debian-images.ts";
import { ensurePrograms } from "./program-image.ts";
import { realTargetLayer } from "./real-target.ts";

/** The shipped stack under a name and on ports that nobody else has; its own files are not touched. */
const name = `runs-${randomBytes(4).toString("hex")}`;
const target = `${name}-development-rehearsal`;
let directory = "";
/** Of the host; one that development would publish. */
let developmentPort = 0;
let allurePort = 0;

const root = join(programPath, "..", "..");

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "stack-runs-"));
  for (const part of ["compose", "configs"])
    await cp(join(root, part), join(directory, part), { recursive: true });
  const manifest = await readFile(join(root, "stack.yaml"), "utf8");
  await writeFile(
    join(directory, "stack.yaml"),
    manifest
      .replace("name: multimodal", `name: ${name}`)
      .replace("p95: 15s", "p95: 1ms")
      .replace("environments:", "environments:\n  real: { layers: [compose/real.yaml] }"),
  );
  await writeFile(join(directory, "compose", "real.yaml"), realTargetLayer);
  await cp(join(root, "test", "fixtures", "real-target"), join(directory, "compose"), { recursive: true });
  const files = await Promise.all(
    (await readdir(join(root, "compose"))).map((file) => readFile(join(root, "compose", file), "utf8")),
  );
  const ports = [...new Set(files.flatMap((text) => text.match(/(?<=\$\{)[A-Z0-9_]+PORT(?=:-)/gu) ?? []))];
  const given = new Map<string, number>();
  for (const port of ports) given.set(port, await freePort());
  developmentPort = given.get("POSTGRES_PORT") ?? 0;
  allurePort = given.get("ALLURE_PORT") ?? 0;
  const lines = [...given].map(([port, number]) => `${port}=${String(number)}\n`).join("");
  for (const environment of ["development", "testing", "performance", "real"])
    await writeFile(join(directory, `.env.${environment}`), lines);
});

/** What runs is what is tested: nothing of one test is there in the next. */
afterEach(async () => {
  await removeProject(target);
  await removeProject(`${name}-real`);
});

afterAll(async () => {
  const projects = ["testing", "performance", "staging", "real"].map(
    (environment) => `${name}-${environment}`,
  );
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
    report: z.string().nullable(),
    load: z
      .looseObject({
        requests: z.number(),
        errors: z.number(),
        routes: z.array(
          z.looseObject({ route: z.string(), p50Ms: z.number(), p95Ms: z.number(), p99Ms: z.number() }),
        ),
      })
      .optional(),
  }),
});

function stack(...words: readonly string[]): Promise<Ended> {
  return runProgram({ words, directory, withinMs: 240_000 });
}

function testsIn({ stdout }: Ended): z.infer<typeof testsSchema> {
  return testsSchema.parse(resultIn(stdout));
}

/** Somebody else has a port that development publishes, until the test has ended. */
async function holdPort(port: number): Promise<void> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen(port, "127.0.0.1", resolve);
  });
  onTestFinished(() => {
    server.close();
  });
}

async function expectAllure(passed: number, skipped: number): Promise<void> {
  const results = join(directory, "results", "testing");
  const junit = await readFile(join(results, "junit.xml"), "utf8");
  expect(junit).toContain(
    `tests="${String(passed + skipped)}" failures="0" errors="0" skipped="${String(skipped)}"`,
  );
  const files = await readdir(join(results, "allure-results"));
  expect(files.filter((file) => file.endsWith("-result.json"))).toHaveLength(passed + skipped);
  // Allure 3's page is one application, and its data stands beside it
  const page = await readFile(join(results, "report", "index.html"), "utf8");
  expect(page).toContain("allure");
  expect((await readdir(join(results, "report"))).length).toBeGreaterThan(1);
}

test("the smoke tests run for real against a rehearsal that is there for them alone, on any free ports", async () => {
  await holdPort(developmentPort);
  const run = await stack("up", "testing", "--json");
  expect(run.exitCode).toBe(0);
  const { against, tests } = testsIn(run);
  expect(against).toMatchObject({ environment: "development", rehearsal: true, temporary: true });
  expect(tests).toMatchObject({ passed: 11, failed: 0, failures: [] });
  expect(tests.skipped).toBeGreaterThan(0);
  expect(await leftOf(target)).toEqual([]);
  expect(await docker("logs", `${name}-testing-allure-1`)).toContain("11 passed, 0 failed");
  expect(tests.report).toBe("results/testing/report/index.html");
  await expectAllure(11, tests.skipped);
});

const severalStarts = { timeout: 900_000 };

test(
  "Debian's PostgreSQL, Redis and nginx, and every API as documented, pass all of them; the report is served",
  severalStarts,
  async () => {
    await Promise.all([ensurePrograms(), ensureNode()]);
    const started = await stack("up", "real", "--json");
    const failed = resultIn(started.stdout).services.filter(({ state }) => state !== "ready");
    expect([started.exitCode, failed]).toEqual([0, []]);
    const words = ["--against", "real", "--serve", "--set", `ALLURE_IMAGE=${node}`];
    const run = await stack("up", "testing", "--json", ...words);
    const { against, tests } = testsIn(run);
    expect(tests.failures).toEqual([]);
    expect(against).toMatchObject({ environment: "real", rehearsal: false, temporary: false });
    expect(tests).toMatchObject({ passed: 24, failed: 0, skipped: 0 });
    expect(run.exitCode).toBe(0);
    await expectAllure(24, 0);
    const served = async () =>
      // a connection that docker-proxy accepts before the server listens can stay without an answer
      fetch(`http://127.0.0.1:${String(allurePort)}/`, { signal: AbortSignal.timeout(2_000) })
        .then((page) => page.text())
        .catch(String);
    await expect.poll(served, { timeout: 60_000 }).toContain("Allure Report");

    await docker("stop", "-t", "0", `${name}-real-redis-1`);
    const failing = await stack("up", "testing", "--json", ...words.slice(0, 2), ...words.slice(3));
    expect(failing.exitCode).toBe(7);
    expect(testsIn(failing).tests.failures.map((failure) => failure.name)).toEqual([
      "real.redis: accepts connections",
      "real.redis: keeps a key, and asks for the password",
    ]);

    // the tests' container has ended, and is still listed in the network of what it tested
    expect((await stack("down", "real")).exitCode).toBe(0);
    expect((await leftOf(`${name}-real`)).filter((thing) => !thing.startsWith("volume "))).toEqual([]);
    expect((await stack("down", "testing")).exitCode).toBe(0);
    expect(await leftOf(`${name}-testing`)).toEqual([]);
  },
);

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
  expect((await stack("down", "development")).exitCode).toBe(0);
  expect(await leftOf(target)).toEqual([]);
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
  const load = ["LOAD_THREADS=2", "LOAD_RAMP_SECONDS=0", "LOAD_DURATION_SECONDS=10"];
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
  for (const { p50Ms, p95Ms, p99Ms } of tests.load?.routes ?? []) {
    expect(p50Ms).toBeLessThanOrEqual(p95Ms);
    expect(p95Ms).toBeLessThanOrEqual(p99Ms);
  }
  // JMeter itself ends with 0: the manifest's threshold makes it a failure
  expect(tests).toMatchObject({ passed: 1, failed: 1, failures: [{ name: "p95" }] });
  expect(run.exitCode).toBe(7);
  expect(tests.report).toBe("results/performance/report/index.html");
  const page = await readFile(join(directory, "results", "performance", "report", "index.html"), "utf8");
  expect(page).toContain("<td>retrieval</td>");
});
