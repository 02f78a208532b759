import { expect, test } from "vitest";
import { makePlan } from "../../../src/core/plan/make-plan.ts";
import { fakeContainer } from "../../world/fake-container.ts";
import { preparedFrom } from "./prepared-from.ts";

const web = { image: "web:1", scale: 3 };

/** What becomes of each service, of which so many containers run, as they were made: `changed` were made otherwise. */
async function actionsFor(
  sharer: Readonly<Record<string, unknown>>,
  running: Readonly<Record<string, number>>,
  changed: readonly string[] = [],
): Promise<Readonly<Record<string, string>>> {
  const dependsOn = { depends_on: { web: { condition: "service_started", required: true } } };
  const prepared = await preparedFrom({ services: { web, sharer: { ...dependsOn, ...sharer } } });
  const { environment, gpu, loaded } = prepared;
  const { services } = loaded.model;
  const project = {
    name: "shop-demo",
    directory: "/",
    files: [],
    envFile: undefined,
    profiles: [],
    variables: {},
  };
  const plan = makePlan({
    environment,
    gpu,
    model: loaded.model,
    project,
    services,
    existing: ({ name }) => ({
      containers: Array.from({ length: running[name] ?? 0 }, (_, index) =>
        fakeContainer({
          project: "shop-demo",
          service: name,
          id: `${name}-${String(index)}`,
          state: "running",
        }),
      ),
      wantedHashes: changed.includes(name) ? ["another"] : [],
      wantedImageIds: [],
      isOneShot: false,
    }),
  });
  return Object.fromEntries(plan.services.map(({ service, action }) => [service.name, action.kind]));
}

test.each([
  ["network", { network_mode: "service:web" }],
  ["processes", { pid: "service:web" }],
  ["memory", { ipc: "service:web" }],
  ["volumes", { volumes_from: ["web:ro"] }],
])("who uses another's %s goes with its container, and stays where that stays", async (_what, sharer) => {
  expect(await actionsFor(sharer, { web: 3, sharer: 1 })).toEqual({ web: "keep", sharer: "keep" });
  expect(await actionsFor(sharer, { web: 3, sharer: 1 }, ["web"])).toEqual({
    web: "recreate",
    sharer: "recreate",
  });
  expect(await actionsFor(sharer, { sharer: 1 })).toEqual({ web: "create", sharer: "recreate" });
  // the container it lives in is there, and stays
  expect(await actionsFor(sharer, { web: 2, sharer: 1 })).toEqual({ web: "create", sharer: "keep" });
});

test("who only waits for another stays", async () => {
  expect(await actionsFor({}, { web: 3, sharer: 1 }, ["web"])).toEqual({ web: "recreate", sharer: "keep" });
});
