import { describe, expect, test } from "vitest";
import { isOneShot } from "../../../src/core/environment/one-shot.ts";
import { decideAction } from "../../../src/core/plan/make-plan.ts";
import type { ContainerDetail } from "../../../src/world/engine/container.ts";
import { fakeContainer } from "../../world/fake-container.ts";
import { preparedFrom } from "./prepared-from.ts";

const never: ReadonlySet<string> = new Set();

const ended = (exitCode: number, more: Partial<ContainerDetail> = {}): ContainerDetail =>
  fakeContainer({
    project: "shop-demo",
    service: "it",
    state: "exited",
    exitCode,
    startedAt: new Date("2026-11-20T10:00:00Z"),
    finishedAt: new Date("2026-11-20T10:00:01Z"),
    ...more,
  });

/** What becomes of `it`, of which these containers are there, unchanged. */
async function actionFor(
  services: Readonly<Record<string, Readonly<Record<string, unknown>>>>,
  containers: readonly ContainerDetail[],
  seenToComplete: ReadonlySet<string> = never,
): Promise<string> {
  const { loaded } = await preparedFrom({ services });
  const service = loaded.model.services.find(({ name }) => name === "it");
  if (service === undefined) throw new Error("there is no service `it`");
  const unchanged = { wantedHashes: [], wantedImageIds: [] };
  const oneShot = isOneShot(service, loaded.model, seenToComplete);
  return decideAction(service, { containers, ...unchanged, isOneShot: oneShot }).kind;
}

const awaits = (condition: string) => ({ depends_on: { it: { condition, required: true } } });

describe("a container that stands there with exit code 0", () => {
  test.each([
    ["with a port", { ports: [{ target: 80, published: "8080", protocol: "tcp" }] }],
    ["with a health check", { healthcheck: { test: ["CMD", "ask"] } }],
    ["with nothing that says what it is", {}],
    ["that others wait to be started", {}],
  ])("is a server that was stopped, %s: it is started again", async (_, written) => {
    const services = { it: written, app: awaits("service_started") };
    expect(await actionFor(services, [ended(0)])).toBe("start");
  });

  test("is done where others wait for its end", async () => {
    const services = { it: {}, app: awaits("service_completed_successfully") };
    expect(await actionFor(services, [ended(0)])).toBe("done");
  });

  test("is done where an earlier start saw it complete", async () => {
    expect(await actionFor({ it: {} }, [ended(0)], new Set(["it"]))).toBe("done");
    expect(await actionFor({ it: {} }, [ended(0)], new Set(["other"]))).toBe("start");
  });

  test("is started where it would not have ended by itself, whoever waits", async () => {
    const services = { it: {}, app: awaits("service_completed_successfully") };
    const after = async (name: "always" | "unless-stopped" | "on-failure") =>
      actionFor(services, [ended(0, { restartPolicy: { name, retries: 0 } })]);
    expect(await after("always")).toBe("start");
    expect(await after("unless-stopped")).toBe("start");
    expect(await after("on-failure")).toBe("done");
  });

  test("is started where it never ran", async () => {
    const services = { it: {}, app: awaits("service_completed_successfully") };
    expect(await actionFor(services, [ended(0, { state: "created", startedAt: undefined })])).toBe("start");
  });
});

test("a one-shot that ended with anything else is run again", async () => {
  const services = { it: {}, app: awaits("service_completed_successfully") };
  expect(await actionFor(services, [ended(1)])).toBe("start");
});

describe("a container's image", () => {
  const runs = (image: string | undefined) =>
    fakeContainer({
      project: "shop-demo",
      service: "it",
      state: "running",
      imageId: "sha256:index",
      labels: image === undefined ? {} : { "com.docker.compose.image": image },
    });

  test.each([
    ["by its id, as older Compose writes", "sha256:index", "keep"],
    ["by what is run of it, as newer Compose writes", "sha256:manifest", "keep"],
    ["where Compose wrote nothing", undefined, "keep"],
    ["that the name no longer means", "sha256:of-before", "recreate"],
  ])("is compared %s", async (_, written, kind) => {
    const { loaded } = await preparedFrom({ services: { it: {} } });
    const [service] = loaded.model.services;
    if (service === undefined) throw new Error("there is no service");
    const wantedImageIds = ["sha256:index", "sha256:manifest"];
    const existing = { containers: [runs(written)], wantedHashes: [], wantedImageIds, isOneShot: false };
    expect(decideAction(service, existing).kind).toBe(kind);
  });
});
