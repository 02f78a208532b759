import { describe, expect, test } from "vitest";
import { besideCreated, besideRecreated } from "../../../src/core/plan/dependencies-beside.ts";
import type { Model } from "../../../src/core/environment/model.ts";
import type { ContainerDetail } from "../../../src/world/engine/container.ts";
import type { EngineFailure, ImageDetail } from "../../../src/world/engine/engine.ts";
import { fakeContainer } from "../../world/fake-container.ts";
import { exited } from "../../world/fake-processes.ts";
import { fakeWorld } from "../../world/fake-world.ts";
import { loadedServices } from "./loaded-model.ts";

type Written = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

const after = (...services: readonly string[]) => ({
  depends_on: Object.fromEntries(
    services.map((service) => [service, { condition: "service_started", required: true }]),
  ),
});

const optionally = (service: string) => ({
  depends_on: { [service]: { condition: "service_started", required: false } },
});

/** Each has an image of its own. */
function modelOf(services: Written): Model {
  const written = Object.entries(services).map(([name, each]) => [name, { image: `${name}:1`, ...each }]);
  return loadedServices(Object.fromEntries(written)).model;
}

/** As the model and its image want it. */
const unchanged = (service: string, more: Partial<ContainerDetail> = {}): ContainerDetail =>
  fakeContainer({
    project: "shop",
    service,
    state: "running",
    labels: { "com.docker.compose.config-hash": `hash-of-${service}` },
    ...more,
  });

const changed = (service: string): ContainerDetail =>
  fakeContainer({
    project: "shop",
    service,
    state: "running",
    labels: { "com.docker.compose.config-hash": "another" },
  });

function byService(containers: readonly ContainerDetail[]): ReadonlyMap<string, readonly ContainerDetail[]> {
  const serviceOf = ({ labels }: ContainerDetail): string => labels["com.docker.compose.service"] ?? "";
  return new Map(
    containers.map((each) => [
      serviceOf(each),
      containers.filter((other) => serviceOf(other) === serviceOf(each)),
    ]),
  );
}

/** How one service lives in the container of another. */
const sharing = [
  ["its network", { network_mode: "service:host" }],
  ["its memory", { ipc: "service:host" }],
  ["its processes", { pid: "service:host" }],
  ["its volumes", { volumes_from: ["host:ro"] }],
] as const;

describe("beside a service to create stands", () => {
  const beside = (services: Written, containers: readonly ContainerDetail[]) =>
    Object.fromEntries(besideCreated(["app"], modelOf(services), byService(containers)));

  test("what it depends on, through others too, and nothing else", () => {
    const services = { app: after("db"), db: after("disk"), disk: {}, late: after("app"), stranger: {} };
    expect(beside(services, [])).toEqual({ db: 0, disk: 0 });
  });

  test("as many as there are of it, and not as many as are wanted", () => {
    const services = { app: after("db", "none"), db: { deploy: { replicas: 3 } }, none: {} };
    const two = [unchanged("db", { id: "1" }), unchanged("db", { id: "2" })];
    expect(beside(services, two)).toEqual({ db: 2, none: 0 });
  });

  test("nothing that is to be created as well", () => {
    const { services } = modelOf({ app: after("db"), db: after("disk"), disk: {} });
    expect([...besideCreated(["app", "db"], { services }, new Map())]).toEqual([["disk", 0]]);
  });

  test("an optional dependency, unless its profile is off", () => {
    expect(beside({ app: optionally("db"), db: {} }, [])).toEqual({ db: 0 });
    expect(beside({ app: optionally("db") }, [unchanged("db")])).toEqual({});
  });

  test("what is built, but not what has no container at all", () => {
    const services = {
      app: after("built", "provided"),
      built: { image: undefined, build: { context: "." } },
      provided: { image: undefined },
    };
    expect(beside(services, [])).toEqual({ built: 0 });
  });

  test.each([
    ["created", true],
    ["running", true],
    ["exited", true],
    ["restarting", true],
    ["paused", false],
    ["removing", false],
    ["dead", false],
  ] as const)("one that is %s: %s, for Compose wakes it unless it leaves it alone", (state, stands) => {
    const containers = [unchanged("db", { id: "1" }), unchanged("db", { id: "2", state })];
    expect(beside({ app: after("db"), db: {} }, containers)).toEqual(stands ? { db: 2 } : {});
  });

  test.each(sharing)("one that lives in %s only while that container is there", (_, shared) => {
    const services = { app: after("side"), side: { ...shared, ...after("host") }, host: {} };
    expect(beside(services, [unchanged("host")])).toEqual({ side: 0, host: 1 });
    expect(beside(services, [])).toEqual({ host: 0 });
  });
});

const anImage = (id: string): ImageDetail => ({ id, sizeBytes: 1, repoDigests: [] });

interface Surroundings {
  readonly containers?: readonly ContainerDetail[];
  readonly version?: string;
  /** By reference; each service's own as its containers have it, unless told. */
  readonly images?: Readonly<Record<string, ImageDetail>>;
  readonly saysHashes?: boolean;
  readonly failure?: EngineFailure;
}

/** Who stands beside `app` when it is recreated, and what Compose was asked for that. */
async function recreated(services: Written, surroundings: Surroundings = {}) {
  const { containers = [], version = "2.26.1-4", saysHashes = true, failure } = surroundings;
  const model = modelOf(services);
  const names = model.services.map(({ name }) => name);
  const images = names.map((name) => [`${name}:1`, anImage(`sha256:${name}`)] as const);
  const calls: string[] = [];
  const rows = names.map((name) => `${name} hash-of-${name}\n`).join("");
  const say = async (call: string, stdout: string, exitCode = 0) => {
    calls.push(call);
    return exited(stdout, { exitCode });
  };
  const world = fakeWorld({
    compose: {
      version: () => say("version", `${version}\n`),
      configHashes: () => say("hashes", rows, saysHashes ? 0 : 1),
      config: () => say("model", "", 1),
    },
    engine: {
      containers,
      images: { ...Object.fromEntries(images), ...surroundings.images },
      ...(failure === undefined ? {} : { failure }),
    },
  });
  const project = { name: "shop", directory: "/srv/shop", files: [], envFile: undefined };
  const asked = { model, project: { ...project, profiles: [], variables: {} } };
  const beside = await besideRecreated(world, asked, "app", new AbortController().signal);
  return { beside: Object.fromEntries(beside), calls };
}

describe("Compose is not asked for what is of no use", () => {
  test("a service without dependencies", async () => {
    expect(await recreated({ app: optionally("debugger") })).toEqual({ beside: {}, calls: [] });
  });

  test.each(["2.29.3", "v2.40.3", "5.0.0"])("Compose %s counts them by itself", async (version) => {
    const services = { app: after("db"), db: {} };
    expect(await recreated(services, { version })).toEqual({ beside: {}, calls: ["version"] });
  });

  test.each(["2.29.2", "2.17.0", "something"])("Compose %s may not", async (version) => {
    const { beside } = await recreated({ app: after("db"), db: {} }, { version });
    expect(beside).toEqual({ db: 0 });
  });

  test("what changed elsewhere: the model is not asked for", async () => {
    const containers = [changed("app"), changed("stranger"), unchanged("db")];
    const { beside, calls } = await recreated({ app: after("db"), db: {}, stranger: {} }, { containers });
    expect(calls).toEqual(["version", "hashes"]);
    expect(beside).toEqual({ db: 1 });
  });
});

describe("beside a service to recreate stands what is unchanged", () => {
  const chain = { app: after("db"), db: after("disk"), disk: {} };

  test("each replica, a one-shot that is done, and what has no container", async () => {
    const job = { condition: "service_completed_successfully", required: true };
    const services = {
      app: { depends_on: { ...after("db", "none").depends_on, job } },
      db: {},
      none: {},
      job: {},
    };
    const containers = [
      unchanged("db", { id: "1" }),
      unchanged("db", { id: "2" }),
      unchanged("job", { state: "exited", startedAt: new Date("2026-11-20T10:00:00Z") }),
    ];
    const { beside } = await recreated(services, { containers });
    expect(beside).toEqual({ db: 2, none: 0, job: 1 });
  });

  test("not what the model has otherwise now, be it one replica", async () => {
    const services = { app: after("db", "disk"), db: {}, disk: {} };
    const containers = [unchanged("db", { id: "1" }), changed("db"), unchanged("disk")];
    const { beside, calls } = await recreated(services, { containers });
    expect(beside).toEqual({ disk: 1 });
    expect(calls).toEqual(["version", "hashes", "model"]);
  });

  test("not what has another image now", async () => {
    const containers = [unchanged("db"), unchanged("disk")];
    const images = { "db:1": anImage("sha256:newer") };
    const services = { app: after("db", "disk"), db: {}, disk: {} };
    expect((await recreated(services, { containers, images })).beside).toEqual({ disk: 1 });
  });

  test("not what nothing can be said of: the image is gone, or Compose has no hash", async () => {
    const built = { app: after("db"), db: { image: undefined, build: { context: "." } } };
    const containers = [unchanged("db")];
    expect((await recreated(built, { containers })).beside).toEqual({});
    const images = { "shop-db": anImage("sha256:db") };
    expect((await recreated(built, { containers, images })).beside).toEqual({ db: 1 });
    expect((await recreated(built, { containers, images, saysHashes: false })).beside).toEqual({});
  });

  test("not what is paused, for Compose would wake it", async () => {
    const services = { app: after("db", "disk"), db: {}, disk: {} };
    const containers = [unchanged("db", { state: "paused" }), unchanged("disk")];
    expect((await recreated(services, { containers })).beside).toEqual({ disk: 1 });
  });

  test("not what depends on something left out, however far: Compose would take it to have changed", async () => {
    const services = { ...chain, app: after("db", "other"), disk: after("ground"), ground: {}, other: {} };
    const containers = ["db", "disk", "other"].map((each) => unchanged(each));
    const all = [...containers, unchanged("ground")];
    expect((await recreated(services, { containers: all })).beside).toEqual({
      db: 1,
      disk: 1,
      ground: 1,
      other: 1,
    });
    const last = [...containers, changed("ground")];
    expect((await recreated(services, { containers: last })).beside).toEqual({ other: 1 });
  });

  test("what depends on a service of a profile that is off, which counts for nobody", async () => {
    const services = { app: after("db"), db: optionally("debugger") };
    expect((await recreated(services, { containers: [unchanged("db")] })).beside).toEqual({ db: 1 });
  });

  test("not what depends on something without a container of its own", async () => {
    const services = { app: after("db"), db: after("provided"), provided: { image: undefined } };
    expect((await recreated(services, { containers: [unchanged("db")] })).beside).toEqual({});
  });

  test.each(sharing)("one that lives in %s while that container is there", async (_, shared) => {
    const services = { app: after("side"), side: { ...shared, ...after("host") }, host: {} };
    const there = { containers: [unchanged("host"), unchanged("side")] };
    expect((await recreated(services, there)).beside).toEqual({ side: 1, host: 1 });
    const gone = { containers: [unchanged("side")] };
    expect((await recreated(services, gone)).beside).toEqual({ host: 0 });
  });

  test("nothing where no engine answers", async () => {
    const failure = { kind: "unreachable", message: "connection refused" } as const;
    expect((await recreated(chain, { failure })).beside).toEqual({});
  });
});
