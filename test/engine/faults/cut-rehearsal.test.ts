import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { statesIn } from "../../program/stream.ts";
import { containerIds, leftOf } from "../docker.ts";
import { ensureBusybox } from "../images.ts";
import { answers, listens, runs } from "../services.ts";
import { closeProject, openProject } from "../test-project.ts";
import type { TestProject } from "../test-project.ts";
import { moments, record, seed } from "./moments.ts";

let project: TestProject;
let lengthMs: number;

const healthy = { condition: "service_healthy" };
const services = {
  db: answers({ volumes: ["data:/data"], secrets: ["token"] }),
  migrate: runs("exit 0", { depends_on: { db: healthy } }),
  app: answers({ deploy: { replicas: 2 }, depends_on: { db: healthy } }),
  echo: listens({ depends_on: { app: healthy } }),
};

beforeAll(async () => {
  await ensureBusybox();
  project = await openProject();
  await project.write("stack.yaml", {
    name: project.name.replace(/-demo$/u, ""),
    environments: { demo: { layers: ["compose.yaml"] } },
    secrets: { TOKEN: { kind: "password", file: "token", mode: "0444" } },
  });
  await project.write("compose.yaml", {
    services,
    volumes: { data: {} },
    secrets: { token: { file: "./secrets/demo/token" } },
  });
  // makes the stand-in too, where it is not there yet
  await whole();
  await gone();
  lengthMs = (await whole()).tookMs;
});
afterAll(() => closeProject(project));

async function whole() {
  const run = await project.stack("up", "demo", "--rehearse", "--json");
  expect([run.exitCode, Object.keys(statesIn(run.stdout)).toSorted()], run.stdout + run.stderr).toEqual([
    0,
    ["app", "db", "echo", "migrate"],
  ]);
  return run;
}

/** Its `down` leaves nothing of it. */
async function gone(): Promise<void> {
  const down = await project.stack("down", "demo", "--rehearse");
  expect(down.exitCode, down.stderr).toBe(0);
  expect(await leftOf(`${project.name}-rehearsal`)).toEqual([]);
}

describe(`a rehearsal that is killed (seed ${String(seed)})`, () => {
  test.each(moments("rehearsal killed"))(
    "at %f of its length: the same again is whole, nothing twice, and nothing of it stays when it goes",
    async (part) => {
      const cut = project.start("up", "demo", "--rehearse", "--json");
      await Promise.race([delay(part * lengthMs), cut.ended]);
      cut.process.kill("SIGKILL");
      const { exitCode } = await cut.ended;
      record("rehearsal killed", { part, exitCode });
      await whole();
      expect(Object.keys(await containerIds(`${project.name}-rehearsal`)).toSorted()).toEqual([
        "app-1",
        "app-2",
        "db-1",
        "echo-1",
        "migrate-1",
      ]);
      // the environment itself was never touched
      expect(await leftOf(project.name)).toEqual([]);
      await gone();
    },
  );
});
