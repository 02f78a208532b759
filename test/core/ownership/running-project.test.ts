import { describe, expect, it } from "vitest";
import {
  findEveryProject,
  findOwnProject,
  findRunningProject,
} from "../../../src/core/ownership/running-project.ts";
import { findManifest } from "../../../src/core/environment/find-manifest.ts";
import type { ProjectSearch } from "../../../src/core/ownership/running-project.ts";
import type { World } from "../../../src/world/world.ts";
import { fakeContainer } from "../../world/fake-container.ts";
import { fakeWorld } from "../../world/fake-world.ts";
import { record } from "./things.ts";

const here = "/home/ann/project";

function worldWith(environments: string, projects: readonly string[], files: Record<string, string> = {}) {
  const containers = projects.map((project) =>
    fakeContainer({
      project,
      service: "db",
      id: `${project}-id`,
      labels: { "com.docker.compose.project.working_dir": here },
    }),
  );
  const manifest = `name: shop\nenvironments:\n${environments}`;
  return fakeWorld({ engine: { containers }, files: { [`${here}/stack.yaml`]: manifest, ...files } });
}

async function searching(world: World): Promise<ProjectSearch> {
  return { world, manifest: await findManifest(world, here) };
}

const twins = "  demo: { layers: [a.yaml] }\n  demo-rehearsal: { layers: [a.yaml] }\n";
const crossed = "  staging: { aliases: [live], layers: [a.yaml] }\n  live: { layers: [a.yaml] }\n";

describe("what a name means on the engine", () => {
  it("is the rehearsal where only that exists", async () => {
    const world = worldWith("  demo: { layers: [a.yaml] }\n", ["shop-demo-rehearsal"]);
    expect(await findRunningProject(await searching(world), "demo", false)).toMatchObject({
      value: { project: "shop-demo-rehearsal", rehearsal: true },
    });
  });

  it("is never another environment that only bears the rehearsal's name", async () => {
    const world = worldWith(twins, ["shop-demo-rehearsal"]);
    expect(await findRunningProject(await searching(world), "demo", false)).toMatchObject({
      value: { project: "shop-demo", rehearsal: false, containers: [] },
    });
    expect(await findRunningProject(await searching(world), "demo", true)).toMatchObject({ kind: "failed" });
    expect(await findRunningProject(await searching(world), "demo-rehearsal", false)).toMatchObject({
      kind: "failed",
    });
    const every = await findEveryProject(await searching(world));
    expect(every.kind === "ok" && every.value.map(({ project, rehearsal }) => [project, rehearsal])).toEqual([
      ["shop-demo", false],
      ["shop-demo-rehearsal", false],
      ["shop-demo-rehearsal-rehearsal", true],
    ]);
  });

  it("is refused where it means two, from the manifest and from what is on record", async () => {
    expect(await findRunningProject(await searching(worldWith(crossed, [])), "live", false)).toMatchObject({
      error: [{ message: expect.stringContaining("alias of staging") }],
    });
    expect(await findRunningProject(await searching(worldWith(crossed, [])), "staging", false)).toMatchObject(
      { kind: "ok" },
    );
    const projects = [
      { project: "shop-staging", environment: "staging", aliases: ["live"] },
      { project: "shop-live", environment: "live", aliases: [] },
    ];
    const recorded = { [`${here}/.stack/projects.json`]: JSON.stringify({ schema: 1, projects }) };
    const broken = worldWith("  - [", [], recorded);
    expect(await findRunningProject(await searching(broken), "live", false)).toMatchObject({
      error: [{ message: expect.stringContaining("alias of staging") }],
    });
    expect(await findRunningProject(await searching(broken), "staging", false)).toMatchObject({ kind: "ok" });
  });
});

it("what was started as an environment is no rehearsal, whatever the manifest has become", async () => {
  const project = "shop-demo-rehearsal";
  const started = (rehearsal: boolean) => ({
    [`${here}/.stack/resources/${project}.json`]: JSON.stringify(
      record({ project, environment: "demo-rehearsal", rehearsal, folder: here }),
    ),
  });
  for (const rehearsal of [false, true]) {
    const world = worldWith("  demo: { layers: [a.yaml] }\n", [project], started(rehearsal));
    const found = await findRunningProject(await searching(world), "demo", false);
    if (found.kind === "failed") throw new Error(found.error[0]?.message);
    expect(await findOwnProject(world, found.value)).toMatchObject({ value: { project, rehearsal } });
  }
});
