import { describe, expect, it } from "vitest";
import { up } from "../../../src/cli/up.ts";
import { exitCodeOf } from "../../../src/core/events/outcome.ts";
import type { Parts } from "../../stage/behaviour.ts";
import { linesOf, perform, stagedStack } from "../../stage/staged-stack.ts";
import type { Performed, Performing, StageOptions } from "../../stage/staged-stack.ts";
import { resultOf } from "../../stage/told.ts";
import { fakeContainer } from "../../world/fake-container.ts";

const here = "/home/ann/project";
const results = `${here}/results`;
const passes = '<testsuite><testcase name="a"/><testcase name="b"><skipped/></testcase></testsuite>';
const fails =
  '<testsuite><testcase name="a"/><testcase name="b"><failure message="404"/></testcase></testsuite>';
const header =
  "timeStamp,elapsed,label,responseCode,responseMessage,threadName,dataType,success,failureMessage,bytes";

function samples(...elapsed: readonly number[]): string {
  const rows = elapsed.map((ms) => `1795262400000,${String(ms)},chat,200,OK,users 1-1,text,true,,120`);
  return [header, ...rows, ""].join("\n");
}

function runner(exitCode: number): Parts {
  return {
    smoke: {
      behaves: { kind: "ends", afterMs: 300, exitCode },
      extras: { kind: "test-run", url: { port: 8090 } },
      config: { ports: [{ target: 8090, published: "8090", host_ip: "127.0.0.1", protocol: "tcp" }] },
    },
  };
}

const manifest = {
  name: "shop",
  environments: {
    dev: { layers: ["dev.yaml"] },
    live: { layers: ["dev.yaml"] },
    demo: {
      layers: ["compose.yaml"],
      tests: { results: "results", network: "front" },
      thresholds: { p95: "100ms" },
    },
  },
};

interface Testing extends StageOptions {
  readonly exitCode?: number;
  /** What the runner leaves in the folder of results, by name. */
  readonly writes?: Readonly<Record<string, string>>;
  /** Projects that run. */
  readonly running?: readonly string[];
}

/** A box on which `dev` runs, and `demo` tests it. */
function testBox({
  exitCode = 0,
  writes = { "smoke.xml": passes },
  running = ["shop-dev"],
  ...rest
}: Testing = {}) {
  const stack = stagedStack(runner(exitCode), {
    manifest,
    ...rest,
    files: { [`${here}/dev.yaml`]: "services: { web: { image: example/web:1 } }", ...rest.files },
    engine: {
      containers: running.map((project) => {
        const labels = { "com.docker.compose.project.working_dir": here };
        return fakeContainer({ project, service: "web", id: `${project}-web`, state: "running", labels });
      }),
      // nobody answers at its page before it is told to show it
      exec: { smoke: () => ({ kind: "exited", exitCode: 1, stdout: "", stderr: "" }) },
      ...rest.engine,
    },
    onStart: () => {
      for (const [name, text] of Object.entries(writes)) stack.world.files.put(`${results}/${name}`, text);
    },
  });
  return stack;
}

function runTests(stack: ReturnType<typeof testBox>, performing: Performing = {}): Promise<Performed> {
  return perform(stack, up, { ...performing, options: { json: true, ...performing.options } });
}

function noticesOf(performed: Performed): string {
  return JSON.stringify(linesOf(performed));
}

describe("a start that tests another environment", () => {
  it("tests the one that runs, and its verdict is the tests'", async () => {
    const told = await runTests(testBox());
    expect(exitCodeOf(told.outcome)).toBe(0);
    expect(resultOf(told)).toMatchObject({
      ok: true,
      against: { environment: "dev", rehearsal: false, temporary: false },
      tests: { passed: 1, failed: 0, skipped: 1, results: "results" },
    });
    expect(noticesOf(told)).toContain("demo tests dev");
  });

  it.each([0, 1])("has failed where one test has, whatever the runner ended with: %i", async (exitCode) => {
    const told = await runTests(testBox({ exitCode, writes: { "smoke.xml": fails } }));
    expect(exitCodeOf(told.outcome)).toBe(7);
    expect(resultOf(told)).toMatchObject({
      ok: false,
      exitCode: 7,
      tests: { failed: 1, failures: [{ name: "b", reason: "404" }] },
    });
  });

  it("could not be done where the runner fails and no test has", async () => {
    const told = await runTests(testBox({ exitCode: 1 }));
    expect(exitCodeOf(told.outcome)).toBe(4);
  });

  it("could not be done without results, and says where the reason stands", async () => {
    const told = await runTests(testBox({ writes: {} }));
    expect(exitCodeOf(told.outcome)).toBe(4);
    expect(resultOf(told)).toMatchObject({
      message: expect.stringContaining("ended without results in results"),
      fix: expect.stringContaining("stack logs demo"),
    });
  });

  it("never takes the results of the last run for its own", async () => {
    const last = { [`${results}/smoke.xml`]: passes, [`${results}/report/index.html`]: "old" };
    const stack = testBox({ writes: {}, files: last });
    expect(exitCodeOf((await runTests(stack)).outcome)).toBe(4);
    expect(stack.world.files.paths().filter((path) => path.startsWith(results))).toEqual([]);
  });

  it("starts nothing where the results cannot be written", async () => {
    const stack = testBox();
    stack.world.files.refuseWriting(results, "EACCES");
    const told = await runTests(stack);
    expect(exitCodeOf(told.outcome)).toBe(3);
    expect(resultOf(told).message).toContain("results cannot be written: permission denied");
    expect(stack.starts.size).toBe(0);
  });
});

describe("a load test", () => {
  it("passes under its thresholds, and has a page of its own", async () => {
    const stack = testBox({ writes: { "load.jtl": samples(10, 20, 90) } });
    const told = await runTests(stack);
    expect(resultOf(told)).toMatchObject({
      ok: true,
      tests: { passed: 1, failed: 0, load: { requests: 3, p95Ms: 90 }, report: "results/report/index.html" },
    });
    expect(stack.world.files.textAt(`${results}/report/index.html`)).toContain("Load test of dev");
  });

  it("has failed past one of them, and says by how much", async () => {
    const told = await runTests(testBox({ writes: { "load.jtl": samples(10, 20, 400) } }));
    expect(exitCodeOf(told.outcome)).toBe(7);
    expect(resultOf(told)).toMatchObject({
      tests: { failures: [{ name: "p95", reason: "400 ms; 100 ms at most" }] },
    });
  });
});

describe("what is tested", () => {
  it("is the one that was asked for", async () => {
    const stack = testBox({ running: ["shop-dev", "shop-live"] });
    const told = await runTests(stack, { options: { against: "live" } });
    expect(resultOf(told)).toMatchObject({ against: { environment: "live" } });
  });

  it("has to run where it was asked for", async () => {
    const stack = testBox();
    const told = await runTests(stack, { options: { against: "live" } });
    expect(exitCodeOf(told.outcome)).toBe(3);
    expect(resultOf(told)).toMatchObject({
      message: "live does not run, so there is nothing to test",
      fix: expect.stringContaining("stack up live"),
    });
    expect(stack.starts.size).toBe(0);
  });

  it.each([
    ["demo", "itself an environment that tests others"],
    ["leve", "leve"],
  ])("cannot be %s", async (against, message) => {
    const told = await runTests(testBox(), { options: { against } });
    expect(exitCodeOf(told.outcome)).toBe(2);
    expect(resultOf(told).message).toContain(message);
  });

  it.each([{ against: "dev" }, { serve: true }])(
    "is nothing where the environment tests nothing: %j",
    async (options) => {
      const plain = {
        ...manifest,
        environments: { ...manifest.environments, demo: { layers: ["compose.yaml"] } },
      };
      const told = await runTests(testBox({ manifest: plain }), { options });
      expect(exitCodeOf(told.outcome)).toBe(2);
      expect(resultOf(told).message).toContain("demo tests no other environment");
    },
  );

  it("wants the secrets of it that the tests mount", async () => {
    const model = { secrets: { key: { file: `${here}/secrets/dev/api_key` } } };
    const stack = testBox({ model });
    const told = await runTests(stack);
    expect(exitCodeOf(told.outcome)).toBe(3);
    expect(resultOf(told)).toMatchObject({
      message: "demo needs secrets of dev that are not there: secrets/dev/api_key",
      fix: expect.stringContaining("stack secrets generate dev"),
    });
    expect(stack.starts.size).toBe(0);
  });
});

describe("the report for people", () => {
  const allure = { "smoke.xml": passes, "allure-results/a.json": "{}" };
  const program = `${here}/node_modules/allure/cli.js`;

  it("is made by the allure that is installed", async () => {
    const stack = testBox({ writes: allure, files: { [program]: "" } });
    stack.world.processes.answer({
      command: "/usr/bin/node",
      including: [program, "generate"],
      result: () => {
        stack.world.files.put(`${results}/report/index.html`, "page");
        return { kind: "exited", exitCode: 0, stdout: "", stderr: "" };
      },
    });
    expect(resultOf(await runTests(stack))).toMatchObject({ tests: { report: "results/report/index.html" } });
  });

  it("is none without it, and what to install is said", async () => {
    const told = await runTests(testBox({ writes: allure }));
    expect(resultOf(told)).toMatchObject({ ok: true, tests: { report: null } });
    expect(noticesOf(told)).toContain("npm install --save-dev allure@3");
  });

  it("is served after the verdict where it was asked for", async () => {
    const served: string[] = [];
    const stack = testBox({
      compose: {
        up: async ({ variables, files }, services) => {
          served.push(
            ...services,
            variables["STACK_SERVE"] ?? "",
            stack.world.files.textAt(files.at(-1) ?? "") ?? "",
          );
          return { kind: "exited", exitCode: 0, stdout: "", stderr: "" };
        },
      },
    });
    const told = await runTests(stack, { options: { serve: true } });
    expect(exitCodeOf(told.outcome)).toBe(0);
    expect(served.slice(0, 2)).toEqual(["smoke", "1"]);
    expect(served[2]).toContain("networks: !override [default]");
    expect(noticesOf(told)).toContain("the report is at http://localhost:8090/");
  });
});
