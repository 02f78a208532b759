import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { eventsIn, resultIn, statesIn } from "../program/stream.ts";
import { containerIds, docker } from "./docker.ts";
import { busybox } from "./images.ts";
import { answers, asksItself, idles, listens, runs } from "./services.ts";
import { testProject } from "./test-project.ts";
import type { TestProject } from "./test-project.ts";

/** Most of what a Compose file can say that ends up in the hash of a service's configuration. */
async function fullProject(): Promise<TestProject> {
  return testProject({
    environment: { profiles: ["extra"] },
    secrets: {
      TOKEN: { kind: "password", length: 24 },
      FILE_TOKEN: { kind: "password", length: 24, file: "file_token", mode: "0444" },
    },
    compose: {
      services: {
        page: answers({
          // by hand, Compose waits for it
          healthcheck: { ...asksItself, start_interval: "300ms" },
          deploy: { replicas: 2 },
          environment: { TOKEN: "${TOKEN}", PRICE: "5$$", WHERE: "${STACK_ENVIRONMENT}" },
          secrets: ["file_token"],
          volumes: ["data:/data", "./page.conf:/etc/page.conf:ro"],
          networks: ["front", "back"],
          restart: "unless-stopped",
        }),
        echo: listens({
          ports: ["127.0.0.1::8080"],
          depends_on: { page: { condition: "service_healthy", restart: true } },
        }),
        job: runs("test -s /run/secrets/file_token", { secrets: ["file_token"] }),
        spare: idles({
          profiles: ["extra"],
          networks: ["back"],
          "x-stack": { "stable-for": "1s", display: "Spare" },
        }),
      },
      networks: { front: {}, back: { internal: true } },
      volumes: { data: {} },
      secrets: { file_token: { file: "./secrets/demo/file_token" } },
    },
    files: { "page.conf": "a setting\n" },
  });
}

/** As the first lines of a Compose file tell people to type it. */
function byHand({ name, directory }: TestProject): readonly string[] {
  const at = (file: string): string => join(directory, file);
  return [
    "compose",
    "-p",
    name,
    "--env-file",
    at(".env.demo"),
    "--profile",
    "extra",
    "-f",
    at("compose.yaml"),
  ];
}

async function secretsHash({ directory }: TestProject): Promise<string> {
  const contents = await Promise.all(
    [".env.demo", "secrets/demo/file_token"].map((file) => readFile(join(directory, file))),
  );
  return createHash("sha256").update(Buffer.concat(contents)).digest("hex");
}

/** Exits with 0 when it is stopped, as most servers do. */
const endsWell = runs("trap 'exit 0' TERM; while :; do sleep 0.1; done", { stop_signal: "SIGTERM" });

describe("an environment that runs", () => {
  test("is what plain Compose would have made: by hand, nothing is recreated; a second up keeps everything", async () => {
    const project = await fullProject();
    const first = await project.stack("up", "demo", "--json");
    expect(statesIn(first.stdout)).toEqual({
      page: "ready",
      echo: "ready",
      job: "completed",
      spare: "unproven",
    });
    const made = await containerIds(project.name);
    expect(Object.keys(made).toSorted()).toEqual(["echo-1", "job-1", "page-1", "page-2", "spare-1"]);

    await docker(...byHand(project), "up", "-d");
    expect(await containerIds(project.name)).toEqual(made);

    const secrets = await secretsHash(project);
    const second = await project.stack("up", "demo", "--json");
    expect(second.exitCode).toBe(0);
    expect(await containerIds(project.name)).toEqual(made);
    expect(await secretsHash(project)).toBe(secrets);
    const kept = eventsIn(second.stdout).flatMap((event) =>
      event.type === "service-kept" ? [String(event["service"])] : [],
    );
    expect(kept.toSorted((a, b) => a.localeCompare(b))).toEqual(["echo", "page", "spare"]);
    expect(statesIn(second.stdout)).toMatchObject({ page: "ready", echo: "ready", job: "completed" });
    expect(second.stdout).not.toContain("service-started");
  });

  test("has, after one service was made anew, what plain Compose would have made too", async () => {
    const soon = { stop_grace_period: "0s", "x-stack": { "stable-for": "1s" } };
    const compose = (colour: string) => ({
      services: {
        // by hand, Compose waits for it
        db: answers({ healthcheck: { ...asksItself, start_interval: "300ms" } }),
        app: idles({
          ...soon,
          environment: { COLOUR: colour },
          depends_on: {
            db: { condition: "service_healthy" },
            job: { condition: "service_completed_successfully" },
          },
        }),
        side: idles({
          ...soon,
          network_mode: "service:app",
          depends_on: { db: { condition: "service_started" } },
        }),
        logs: idles({ ...soon, volumes_from: ["app:ro"], pid: "service:app" }),
        late: idles({ ...soon, depends_on: { app: { condition: "service_started" } } }),
        job: runs("true"),
      },
    });
    const project = await testProject({ compose: compose("red") });
    expect((await project.stack("up", "demo")).exitCode).toBe(0);
    const first = await containerIds(project.name);
    expect((await project.stack("up", "demo")).exitCode).toBe(0);
    expect(await containerIds(project.name)).toEqual(first);

    await project.write("compose.yaml", compose("blue"));
    expect((await project.stack("up", "demo")).exitCode).toBe(0);
    const second = await containerIds(project.name);
    const changed = Object.keys(first).filter((name) => first[name] !== second[name]);
    // who lives in the container of another goes with it; who only waits for it does not
    expect(changed.toSorted()).toEqual(["app-1", "logs-1", "side-1"]);

    expect((await project.stack("up", "demo")).exitCode).toBe(0);
    expect(await containerIds(project.name)).toEqual(second);
    await docker(...byHand(project), "up", "-d");
    expect(await containerIds(project.name)).toEqual(second);
  });

  test("has, after its secrets were rotated, what plain Compose would have made too", async () => {
    const soon = { stop_grace_period: "0s", "x-stack": { "stable-for": "1s" } };
    const project = await testProject({
      secrets: {
        KEY: { kind: "hex" },
        FILE_KEY: { kind: "hex", file: "file_key", mode: "0444" },
      },
      compose: {
        services: {
          // by hand, Compose waits for it
          db: answers({ healthcheck: { ...asksItself, start_interval: "300ms" } }),
          app: idles({
            ...soon,
            environment: { KEY: "${KEY}" },
            depends_on: { db: { condition: "service_healthy" } },
          }),
          side: idles({ ...soon, network_mode: "service:app" }),
          // through another one, which is made anew for nothing of its own
          inner: idles({ ...soon, pid: "service:side", volumes_from: ["app:ro"] }),
          late: idles({ ...soon, depends_on: { app: { condition: "service_started" } } }),
          reader: idles({ ...soon, secrets: ["file_key"] }),
          beside: idles({ ...soon, network_mode: "service:reader" }),
        },
        secrets: { file_key: { file: "./secrets/demo/file_key" } },
      },
    });
    const networkOf = async (service: string): Promise<string> => {
      const id = (await containerIds(project.name))[`${service}-1`] ?? "";
      return docker("exec", id, "cat", "/proc/net/fib_trie");
    };
    expect((await project.stack("up", "demo")).exitCode).toBe(0);
    const first = await containerIds(project.name);

    const rotated = await project.stack("secrets", "rotate", "demo", "--json");
    expect(rotated.exitCode, rotated.stderr).toBe(0);
    const second = await containerIds(project.name);
    const changed = Object.keys(first).filter((name) => first[name] !== second[name]);
    expect(changed.toSorted()).toEqual(["app-1", "inner-1", "side-1"]);
    expect(rotated.stderr).toContain("side is made anew: it lives in the container of app");
    // one that is only started again gets another network too, and whoever was in the old one has none left
    expect(await networkOf("beside")).toBe(await networkOf("reader"));
    expect(await networkOf("side")).toBe(await networkOf("app"));

    expect((await project.stack("up", "demo")).exitCode).toBe(0);
    expect(await containerIds(project.name)).toEqual(second);
    await docker(...byHand(project), "up", "-d");
    expect(await containerIds(project.name)).toEqual(second);

    const again = await project.stack("secrets", "rotate", "demo", "--json");
    expect(again.exitCode, again.stderr).toBe(0);
  });

  test("started by hand is kept by stack up as well", async () => {
    const project = await testProject({ compose: { services: { page: answers(), echo: listens() } } });
    await docker("compose", "-p", project.name, "-f", join(project.directory, "compose.yaml"), "up", "-d");
    const made = await containerIds(project.name);
    const run = await project.stack("up", "demo");
    expect(run.exitCode).toBe(0);
    expect(run.stdout).toContain("already running");
    expect(await containerIds(project.name)).toEqual(made);
  });

  test("was stopped: the same containers are started again, a one-shot that is done is not", async () => {
    const project = await testProject({
      compose: {
        services: {
          page: answers(),
          worker: endsWell,
          job: runs("echo once >> /data/log", { volumes: ["data:/data"] }),
        },
        volumes: { data: {} },
      },
    });
    await project.stack("up", "demo");
    const made = await containerIds(project.name);
    await docker("stop", made["page-1"] ?? "", made["worker-1"] ?? "");
    const seen = await project.stack("status", "demo", "--json");
    expect(seen.exitCode).toBe(4);
    expect(JSON.parse(seen.stdout)).toMatchObject({
      state: "failed",
      services: [
        { name: "job", state: "completed" },
        { name: "page", state: "stopped" },
        { name: "worker", state: "stopped" },
      ],
    });
    const run = await project.stack("up", "demo", "--json");
    expect(statesIn(run.stdout)).toEqual({ page: "ready", worker: "unproven", job: "completed" });
    expect(await containerIds(project.name)).toEqual(made);
    expect(resultIn(run.stdout).services.every(({ restarts }) => restarts === 0)).toBe(true);
    const said = await docker("run", "--rm", "-v", `${project.name}_data:/data`, busybox, "cat", "/data/log");
    expect(said).toBe("once");
  });

  test("is paused: up lets it go on", async () => {
    const project = await testProject({ compose: { services: { page: answers() } } });
    await project.stack("up", "demo");
    const made = await containerIds(project.name);
    await docker("pause", made["page-1"] ?? "");
    const run = await project.stack("up", "demo", "--json", "--timeout", "20s");
    expect(run.exitCode).toBe(0);
    expect(await containerIds(project.name)).toEqual(made);
  });

  test("that no longer answers is not called ready, though the engine still calls it healthy", async () => {
    const healthcheck = { ...asksItself, start_interval: "300ms" };
    const project = await testProject({ compose: { services: { page: answers({ healthcheck }) } } });
    await project.stack("up", "demo");
    const [page = ""] = Object.values(await containerIds(project.name));
    const health = (): Promise<string> => docker("inspect", "-f", "{{.State.Health.Status}}", page);
    await expect.poll(health, { timeout: 10_000 }).toBe("healthy");
    await docker("exec", page, "sh", "-c", "rm -r /tmp/www");
    const run = await project.stack("up", "demo", "--json", "--timeout", "3s");
    expect(await health()).toBe("healthy");
    expect(run.exitCode).toBe(5);
    expect(statesIn(run.stdout)).toEqual({ page: "failed" });
  });
});
