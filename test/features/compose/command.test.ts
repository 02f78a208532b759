import { describe, expect, it } from "vitest";
import { compose } from "../../../src/features/compose/command.ts";
import { openContext } from "../../../src/command/open-context.ts";
import type { FakeContainer } from "../../world/fake-container.ts";
import { fakeContainer } from "../../world/fake-container.ts";
import { exited } from "../../world/fake-processes.ts";
import type { FakeWorld, FakeWorldParts } from "../../world/fake-world.ts";
import { volume } from "../../core/ownership/things.ts";
import { box, here, merged, programs } from "./doctor-box.ts";

function container(directory: string, change: Partial<FakeContainer> = {}) {
  const labels = { "com.docker.compose.project.working_dir": directory };
  const mounts = [{ type: "volume", name: "shop-demo_data", source: "", destination: "/data" }];
  return fakeContainer({ project: "shop-demo", service: "db", state: "running", labels, mounts, ...change });
}

const data = volume("data", {
  name: "shop-demo_data",
  labels: { "com.docker.compose.project": "shop-demo", "com.docker.compose.volume": "data" },
});

function boxWith(parts: FakeWorldParts = {}): FakeWorld {
  return box({
    processes: [...programs, { command: "docker", including: ["compose"], result: exited("") }],
    ...parts,
  });
}

async function pass(world: FakeWorld, line: string, options: Readonly<Record<string, unknown>> = {}) {
  const words = ["demo", ...line.split(" ")];
  const opened = await openContext(world, words, {
    options: { color: false, ...options },
    commands: [],
    startGuards: [],
  });
  if (opened.kind === "failed") throw new Error(opened.error.message);
  const outcome = await compose(opened.value);
  const asked = world.processes.requests.map(({ args }) => args.join(" "));
  return { outcome, isPassed: asked.some((words) => words.endsWith(line)) };
}

const elsewhere = { engine: { containers: [container("/home/bob/shop")], volumes: [data] } };
const own = { engine: { containers: [container(here)], volumes: [data] } };

describe("what is handed to Compose", () => {
  it("has nothing to say of what only looks like a variable, within a secret", async () => {
    const said = 'level=warning msg="The \\"hunter2\\" variable is not set. Defaulting to a blank string."\n';
    const config = { command: "docker", including: ["config"] };
    const world = boxWith({
      processes: [
        { ...config, result: { kind: "exited", exitCode: 0, stdout: merged(), stderr: said } },
        ...programs.filter(({ including }) => including?.includes("config") !== true),
        { command: "docker", including: ["compose"], result: exited("") },
      ],
    });
    await pass(world, "ps");
    expect(world.processes.requests.at(-1)?.environment).toMatchObject({ hunter2: "" });
  });

  it("shows nothing that looks like a secret of a service's own env file", async () => {
    const db = merged({ environment: { API_KEY: "from-its-own-env-file" } });
    const config = { command: "docker", including: ["config"], result: exited(db) };
    const world = box({ processes: [config, ...programs] });
    await pass(world, "config --format json");
    expect(world.terminal.outText).toContain("API_KEY");
    expect(world.terminal.outText).not.toContain("from-its-own");
  });

  it("changes nothing of a project that was started from another folder, and that folder is named", async () => {
    for (const line of ["down -v", "down", "up -d", "restart", "rm -f", "kill"]) {
      const { outcome, isPassed } = await pass(boxWith(elsewhere), line, { yes: true });
      expect([line, outcome, isPassed]).toEqual([
        line,
        expect.objectContaining({ kind: "usage", message: expect.stringContaining("/home/bob/shop") }),
        false,
      ]);
    }
  });

  it("changes nothing of another project that the words themselves name", async () => {
    const other = container("/home/bob/blog", { project: "blog" });
    const world = boxWith({ engine: { containers: [container(here), other] } });
    expect(await pass(world, "-p blog down")).toMatchObject({ outcome: { kind: "usage" }, isPassed: false });
  });

  it("may look at it", async () => {
    expect(await pass(boxWith(elsewhere), "ps -a")).toMatchObject({
      outcome: { kind: "child-exited" },
      isPassed: true,
    });
  });

  it("is what it always was in the project's own folder", async () => {
    for (const line of ["down", "up -d", "-p shop-demo stop"])
      expect(await pass(boxWith(own), line)).toMatchObject({ isPassed: true });
  });

  it("takes data along only with consent, and says what makes a backup first", async () => {
    const silent = await pass(boxWith(own), "down -v");
    expect(silent).toMatchObject({ outcome: { kind: "usage" }, isPassed: false });
    expect(silent.outcome).toMatchObject({ fix: expect.stringContaining("stack reset demo --volumes") });
    const declined = boxWith({ ...own, terminal: { answers: ["yes"] } });
    expect(await pass(declined, "down -v")).toMatchObject({ isPassed: false });
    const typed = boxWith({ ...own, terminal: { answers: ["demo"] } });
    expect(await pass(typed, "down -v")).toMatchObject({ isPassed: true });
    expect(await pass(boxWith(own), "down -v", { yes: true })).toMatchObject({ isPassed: true });
  });

  it("takes along no volume that another folder's start has left, and says whose it may be", async () => {
    const world = boxWith({ engine: { volumes: [data] } });
    const { outcome, isPassed } = await pass(world, "down -v", { yes: true });
    expect(isPassed).toBe(false);
    expect(outcome).toMatchObject({ kind: "usage", message: expect.stringContaining("shop-demo_data") });
    expect(await pass(boxWith({ engine: { volumes: [data] } }), "down")).toMatchObject({ isPassed: true });
  });
});
