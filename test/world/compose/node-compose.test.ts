import { describe, expect, it } from "vitest";
import type { ComposeProject } from "../../../src/world/compose/compose.ts";
import { exited } from "../fake-processes.ts";
import { fakeWorld } from "../fake-world.ts";

const signal = new AbortController().signal;

const project: ComposeProject = {
  name: "shop-dev",
  directory: "/home/ann/shop/compose",
  files: ["/home/ann/shop/compose/base.yaml", "/home/ann/shop/compose/dev.yaml"],
  envFile: "/home/ann/shop/.env.dev",
  profiles: ["extra", "more"],
  variables: { TAG: "v2" },
};

const words =
  "compose -p shop-dev --project-directory /home/ann/shop/compose -f /home/ann/shop/compose/base.yaml " +
  "-f /home/ann/shop/compose/dev.yaml --env-file /home/ann/shop/.env.dev --profile extra --profile more";

function worldWith(environment: Readonly<Record<string, string>> = {}) {
  const processes = [{ command: "docker", result: exited("") }];
  return fakeWorld({ processes, machine: { environment: { PATH: "/bin", ...environment } } });
}

describe("the compose CLI", () => {
  it("is told of the project in every command", async () => {
    const world = worldWith();
    await world.compose.config(project, { interpolate: true, signal });
    await world.compose.config(project, { interpolate: false, signal });
    await world.compose.configHashes(project, signal);
    await world.compose.create(project, ["db"], signal);
    await world.compose.up(project, ["db", "web"], signal);
    await world.compose.handOver(project, ["exec", "db", "sh"]);
    await world.compose.stream(project, ["logs"], { signal, onLine: () => undefined });
    expect(world.processes.requests.map(({ args }) => args.join(" "))).toEqual([
      `${words} config --format json`,
      `${words} config --format json --no-interpolate`,
      `${words} config --hash *`,
      `${words} up --no-start --no-recreate --no-deps --pull never --no-build db`,
      `${words} up -d --no-deps --pull never --no-build db web`,
      `${words} exec db sh`,
      `${words} logs`,
    ]);
  });

  it("waits for no answer for ever", async () => {
    const world = worldWith();
    await world.compose.version(signal);
    await world.compose.config(project, { interpolate: true, signal });
    await world.compose.configHashes(project, signal);
    await world.compose.create(project, ["db"], signal);
    await world.compose.up(project, ["db"], signal);
    for (const { args, timeoutMs } of world.processes.requests)
      expect([args.join(" "), (timeoutMs ?? Infinity) < Infinity]).toEqual([args.join(" "), true]);
  });

  it.each([
    'Failed to initialize: unable to resolve docker endpoint: context "gone": context not found: open /x',
    "Failed to initialize: unable to parse docker host `odd://`",
  ])("reads the files although the engine has no address: %s", async (complaint) => {
    const world = worldWith({ DOCKER_CONTEXT: "gone", DOCKER_HOST: "odd://", HOME: "/home/ann" });
    world.processes.answer({
      command: "docker",
      result: ({ environment }) =>
        environment?.["DOCKER_CONTEXT"] === "default" && environment["DOCKER_HOST"] === undefined
          ? exited("{}")
          : { kind: "exited", exitCode: 1, stdout: "", stderr: `${complaint}\n` },
    });
    const answer = await world.compose.config(project, { interpolate: true, signal });
    expect(answer).toMatchObject({ exitCode: 0, stdout: "{}" });
    expect(world.processes.requests.at(-1)?.environment).toMatchObject({ HOME: "/home/ann", TAG: "v2" });
  });

  it("asks once where it is the files that are not accepted", async () => {
    const world = worldWith();
    const stderr = "services.web.image must be a string\n";
    world.processes.answer({
      command: "docker",
      result: { kind: "exited", exitCode: 15, stdout: "", stderr },
    });
    await world.compose.config(project, { interpolate: true, signal });
    expect(world.processes.requests).toHaveLength(1);
  });

  it("never finds a stray .env when there is no env file", () => {
    const line = worldWith().compose.commandLine({ ...project, envFile: undefined, profiles: [] }, ["ps"]);
    expect(line.slice(-3)).toEqual(["--env-file", "/dev/null", "ps"]);
  });

  it("sees nothing of the caller's environment that would win over the env file", async () => {
    const world = worldWith({
      HOME: "/home/ann",
      DOCKER_HOST: "tcp://box:2375",
      https_proxy: "http://proxy:3128",
      XDG_RUNTIME_DIR: "/run/user/1000",
      POSTGRES_PASSWORD: "exported",
      COMPOSE_PROFILES: "exported",
      COMPOSE_FILE: "other.yaml",
      TAG: "exported",
    });
    await world.compose.config(project, { interpolate: true, signal });
    expect(world.processes.requests[0]?.environment).toEqual({
      PATH: "/bin",
      HOME: "/home/ann",
      DOCKER_HOST: "tcp://box:2375",
      https_proxy: "http://proxy:3128",
      XDG_RUNTIME_DIR: "/run/user/1000",
      TAG: "v2",
      PWD: "/home/ann/shop/compose",
    });
  });

  it("is given what the env file says of the caller's habits, and keeps its own plugins", async () => {
    const world = worldWith({ HOME: "/home/ann", LANG: "de_DE.UTF-8", USER: "ann", PWD: "/" });
    const settings = { HOME: "/srv", LANG: "C" };
    await world.compose.config({ ...project, settings }, { interpolate: true, signal });
    expect(world.processes.requests[0]?.environment).toMatchObject({
      ...settings,
      USER: "ann",
      PWD: "/home/ann/shop/compose",
      DOCKER_CONFIG: "/home/ann/.docker",
    });
  });

  it("reads shared env files beneath the environment's own", () => {
    const shared = { ...project, sharedEnvFiles: ["/a/.env", "/a/more.env"], envFile: "/a/.env.demo" };
    const line = worldWith().compose.commandLine(shared, []).join(" ");
    expect(line).toContain("--env-file /a/.env --env-file /a/more.env --env-file /a/.env.demo");
  });

  it("gets no input, and is never told yes beforehand", async () => {
    const world = worldWith();
    await world.compose.create(project, [], signal);
    await world.compose.up(project, [], signal);
    for (const { args, input } of world.processes.requests) {
      expect(input).toBeUndefined();
      expect(args).not.toContain("-y");
    }
  });
});
