import { expect, test } from "vitest";
import { saveVolumes } from "../../../../src/features/backup/save/save-volumes.ts";
import type { BackupStep } from "../../../../src/features/backup/save/tell-backup-step.ts";
import { findOwnProject } from "../../../../src/core/ownership/running-project.ts";
import type { ContainerDetail } from "../../../../src/world/engine/container.ts";
import { fakeContainer } from "../../../world/fake-container.ts";
import { exited } from "../../../world/fake-processes.ts";
import { fakeWorld } from "../../../world/fake-world.ts";
import type { FakeWorld } from "../../../world/fake-world.ts";

const folder = "/home/ann/project";
const project = "shop-demo";

function user(
  service: string,
  volumes: readonly string[],
  more: Partial<ContainerDetail> = {},
): ContainerDetail {
  const mounts = volumes.map((name) => ({ type: "volume", name, source: name, destination: `/${name}` }));
  const labels = { "com.docker.compose.project.working_dir": folder };
  return fakeContainer({ project, service, labels, state: "running", mounts, ...more });
}

/** Copies nothing: what is looked at is who stands still while it is tried. */
async function trySaving(
  containers: readonly ContainerDetail[],
  volumes: readonly string[],
): Promise<{ readonly steps: readonly BackupStep[]; readonly world: FakeWorld }> {
  const world: FakeWorld = fakeWorld({
    engine: {
      containers,
      images: {
        "example/app:1": { id: "sha256:app", sizeBytes: 1, repoDigests: [] },
        "sha256:app": { id: "sha256:app", sizeBytes: 1, repoDigests: [] },
      },
    },
    processes: [
      { command: "docker", including: ["rm"], result: exited("") },
      { command: "docker", including: ["create"], result: exited("", { exitCode: 1, stderr: "no room" }) },
    ],
  });
  const info = await world.engine.ping(1_000);
  const listed = await world.engine.containers({ project });
  if (info.kind === "failed" || listed.kind === "failed") throw new Error("no engine");
  const running = { environment: "demo", project, rehearsal: false, folder, directories: [folder] };
  const own = await findOwnProject(world, { ...running, containers: listed.value });
  if (own.kind === "failed") throw new Error(own.error[0]?.message);
  const steps: BackupStep[] = [];
  const work = { world, engine: info.value, signal: new AbortController().signal };
  await saveVolumes(
    work,
    { project: own.value, model: undefined, tell: (step) => steps.push(step) },
    { volumes: volumes.map((volume) => ({ volume, services: ["app"] })), folder: `${folder}/backups/x` },
  );
  return { steps, world };
}

test("volumes that one container writes to are copied while it stands still for all of them together", async () => {
  const containers = [
    user("app", ["data", "log"], { image: "example/app:1" }),
    user("cron", ["log"], { image: "example/app:1" }),
    user("web", ["pages"], { image: "example/app:1" }),
  ];
  const { steps, world } = await trySaving(containers, ["data", "log", "pages"]);
  expect(steps.find(({ kind }) => kind === "standing-still")).toEqual({
    kind: "standing-still",
    containers: ["shop-demo-app-1", "shop-demo-cron-1"],
    volumes: ["data", "log"],
  });
  // and went on, though the copy failed
  expect(containers.map(({ id }) => world.engine.container(id).state)).toEqual([
    "running",
    "running",
    "running",
  ]);
});

test("somebody else's container that uses a volume is named, and left alone", async () => {
  const stranger = fakeContainer({
    project: "other",
    service: "reader",
    state: "running",
    mounts: [{ type: "volume", name: "data", source: "data", destination: "/d" }],
  });
  const { steps, world } = await trySaving(
    [user("app", ["data"], { image: "example/app:1" }), stranger],
    ["data"],
  );
  expect(steps).toContainEqual({ kind: "others-write", containers: ["other-reader-1"], volumes: ["data"] });
  expect(world.engine.calls.filter((call) => call.includes("reader"))).toEqual([]);
});
