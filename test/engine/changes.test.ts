import { describe, expect, onTestFinished, test } from "vitest";
import { eventsIn, serviceIn, statesIn } from "../program/stream.ts";
import { composeIsAtLeast, containerIds, docker } from "./docker.ts";
import { busybox, ensureBusybox } from "./images.ts";
import { answers, listens } from "./services.ts";
import { testProject } from "./test-project.ts";

const knowsHooksBefore = await composeIsAtLeast(5, 4);

describe("a model that changed", () => {
  test("recreates the service that changed, and only it; who asked for it is restarted after it", async () => {
    const services = (greeting: string): object => ({
      services: {
        db: answers({ environment: { GREETING: greeting } }),
        app: listens({ depends_on: { db: { condition: "service_healthy", restart: true } } }),
        other: listens({ depends_on: { db: { condition: "service_healthy" } } }),
      },
    });
    const project = await testProject({ compose: { ...services("hello") } });
    await project.stack("up", "demo");
    const before = await containerIds(project.name);
    const begun = (id: string | undefined): Promise<string> =>
      docker("inspect", "-f", "{{.State.StartedAt}}", id ?? "");
    const appBegan = await begun(before["app-1"]);
    const otherBegan = await begun(before["other-1"]);

    await project.write("compose.yaml", services("good day"));
    const run = await project.stack("up", "demo", "--json");
    expect(statesIn(run.stdout)).toEqual({ db: "ready", app: "ready", other: "ready" });
    const after = await containerIds(project.name);
    expect(after["db-1"]).not.toBe(before["db-1"]);
    expect(after["app-1"]).toBe(before["app-1"]);
    expect(after["other-1"]).toBe(before["other-1"]);
    expect(await begun(after["app-1"])).not.toBe(appBegan);
    expect(await begun(after["other-1"])).toBe(otherBegan);
    const recreated = eventsIn(run.stdout).filter(({ type }) => type === "service-recreated");
    expect(recreated).toMatchObject([{ service: "db", why: "its configuration changed" }]);
    expect(serviceIn(run.stdout, "app").restarts).toBe(0);
  });

  test("scales up without touching who runs, and down to what is wanted", async () => {
    const scaled = (replicas: number): object => ({ services: { page: answers({ deploy: { replicas } }) } });
    const project = await testProject({ compose: { ...scaled(1) } });
    await project.stack("up", "demo");
    const one = await containerIds(project.name);

    await project.write("compose.yaml", scaled(3));
    const up = await project.stack("up", "demo", "--json");
    expect(statesIn(up.stdout)).toEqual({ page: "ready" });
    const three = await containerIds(project.name);
    expect(Object.keys(three)).toHaveLength(3);
    expect(three["page-1"]).toBe(one["page-1"]);

    await project.write("compose.yaml", scaled(1));
    const down = await project.stack("up", "demo", "--json");
    expect(down.exitCode).toBe(0);
    expect(Object.keys(await containerIds(project.name))).toHaveLength(1);
  });

  test("with no replicas of a service, neither starts it nor waits for it", async () => {
    const project = await testProject({
      compose: {
        services: {
          none: answers({ deploy: { replicas: 0 } }),
          page: answers({ depends_on: { none: { condition: "service_healthy" } } }),
        },
      },
    });
    const run = await project.stack("up", "demo", "--json");
    expect(run.exitCode).toBe(0);
    expect(statesIn(run.stdout)["page"]).toBe("ready");
    expect(Object.keys(await containerIds(project.name))).toEqual(["page-1"]);
  });

  test("without a service that still runs: that one is named and left alone", async () => {
    const project = await testProject({ compose: { services: { page: answers(), former: listens() } } });
    await project.stack("up", "demo");
    const before = await containerIds(project.name);
    await project.write("compose.yaml", { services: { page: answers() } });
    const run = await project.stack("up", "demo");
    expect(run.exitCode).toBe(0);
    expect(run.stderr + run.stdout).toMatch(/former.*no longer/u);
    expect(await containerIds(project.name)).toEqual(before);
  });

  test("with a new image under the same name", async () => {
    const image = `stack-test/changing-${String(process.pid)}:1`;
    const tag = async (label: string): Promise<void> => {
      await docker("rm", "-f", `changing-${String(process.pid)}`).catch(() => "");
      await docker("create", "--name", `changing-${String(process.pid)}`, busybox, "true");
      await docker("commit", "--change", `LABEL version=${label}`, `changing-${String(process.pid)}`, image);
      await docker("rm", "-f", `changing-${String(process.pid)}`);
    };
    await ensureBusybox();
    await tag("1");
    try {
      const project = await testProject({
        compose: { services: { page: answers({ image }), other: answers() } },
      });
      await project.stack("up", "demo");
      const before = await containerIds(project.name);
      await tag("2");
      const run = await project.stack("up", "demo", "--json");
      expect(run.exitCode).toBe(0);
      const after = await containerIds(project.name);
      expect(after["page-1"]).not.toBe(before["page-1"]);
      expect(after["other-1"]).toBe(before["other-1"]);
      await docker("rm", "-f", after["page-1"] ?? "");
    } finally {
      await docker("image", "rm", "-f", image);
    }
  });

  test("where one shares another's network, both go on after the other was recreated", async () => {
    const services = (greeting: string): object => ({
      services: {
        gate: answers({ environment: { GREETING: greeting } }),
        rider: answers({
          network_mode: "service:gate",
          healthcheck: {
            test: ["CMD", "wget", "-q", "-O", "/dev/null", "http://127.0.0.1:8080/"],
            interval: "30s",
          },
          command: ["sleep", "1000000"],
        }),
      },
    });
    const project = await testProject({ compose: { ...services("hello") } });
    const first = await project.stack("up", "demo", "--json");
    expect(statesIn(first.stdout)).toEqual({ gate: "ready", rider: "ready" });
    await project.write("compose.yaml", services("good day"));
    const second = await project.stack("up", "demo", "--json", "--timeout", "30s");
    expect(statesIn(second.stdout)).toEqual({ gate: "ready", rider: "ready" });
  });
});

describe("an image that is built", () => {
  test("is built where it is missing, and again with --build: who runs the old one is recreated", async () => {
    const containerfile = (text: string): string => `FROM ${busybox}\nRUN echo ${text} > /greeting\n`;
    const project = await testProject({
      compose: { services: { page: answers({ image: undefined, build: "." }), other: answers() } },
      files: { Dockerfile: containerfile("hello") },
    });
    onTestFinished(async () => void (await docker("image", "rm", "-f", `${project.name}-page`)));
    const first = await project.stack("up", "demo", "--json");
    expect(statesIn(first.stdout)).toEqual({ page: "ready", other: "ready" });
    const before = await containerIds(project.name);
    await project.write("Dockerfile", containerfile("good-day"));
    await project.stack("up", "demo");
    expect(await containerIds(project.name)).toEqual(before);
    const again = await project.stack("up", "demo", "--json", "--build");
    expect(statesIn(again.stdout)).toEqual({ page: "ready", other: "ready" });
    const after = await containerIds(project.name);
    expect(after["other-1"]).toBe(before["other-1"]);
    expect(await docker("exec", after["page-1"] ?? "", "cat", "/greeting")).toBe("good-day");
  });

  test("that cannot be built fails its service with the builder's words", async () => {
    const project = await testProject({
      compose: { services: { page: answers({ image: undefined, build: "." }), other: answers() } },
      files: { Dockerfile: `FROM ${busybox}\nRUN echo out of cheese >&2; exit 3\n` },
    });
    const run = await project.stack("up", "demo", "--json");
    expect(run.exitCode).toBe(4);
    expect(statesIn(run.stdout)).toEqual({ page: "failed", other: "ready" });
    expect(serviceIn(run.stdout, "page").reason).toMatch(/build failed.*exit code: 3/u);
  });
});

describe("what only Compose itself can start", () => {
  test("post_start hooks, contents and variables as files: there when the service is ready, and kept", async () => {
    const reads = (path: string): string =>
      `mkdir -p /tmp/www; cp ${path} /tmp/www/index.html; exec httpd -f -p 8080 -h /tmp/www`;
    const project = await testProject({
      secrets: { TOKEN: { kind: "password", length: 24 } },
      compose: {
        services: {
          content: answers({ command: ["sh", "-c", reads("/greeting")], configs: ["greeting"] }),
          variable: answers({ command: ["sh", "-c", reads("/run/secrets/token")], secrets: ["token"] }),
          hooked: answers({ post_start: [{ command: ["touch", "/tmp/hooked"], user: "0" }] }),
        },
        configs: { greeting: { content: "good day\n" } },
        secrets: { token: { environment: "TOKEN" } },
      },
    });
    const run = await project.stack("up", "demo", "--json");
    expect(statesIn(run.stdout)).toEqual({ content: "ready", variable: "ready", hooked: "ready" });
    const made = await containerIds(project.name);
    expect(await docker("exec", made["content-1"] ?? "", "cat", "/tmp/www/index.html")).toBe("good day");
    expect(await docker("exec", made["variable-1"] ?? "", "cat", "/tmp/www/index.html")).toHaveLength(24);
    const again = await project.stack("up", "demo", "--json");
    expect(again.exitCode).toBe(0);
    expect(await containerIds(project.name)).toEqual(made);
  });

  test.runIf(knowsHooksBefore)(
    "pre_start hooks run once before it, and what ran them is no container of it, and goes with it",
    async () => {
      const prepare = (line: string) => ({ pre_start: [{ image: busybox, command: ["sh", "-c", line] }] });
      const compose = (line: string) => ({
        services: {
          db: answers(),
          web: answers({ depends_on: ["db"], volumes: ["kept:/data"], ...prepare(line) }),
        },
        volumes: { kept: {} },
      });
      const project = await testProject({ compose: compose("echo once >> /data/log") });
      const run = await project.stack("up", "demo", "--json");
      expect(statesIn(run.stdout), run.stdout).toEqual({ db: "ready", web: "ready" });
      const made = await containerIds(project.name);
      expect(Object.keys(made).toSorted()).toEqual(["db-1", "web-1"]);
      const again = await project.stack("up", "demo", "--json");
      expect(statesIn(again.stdout)).toEqual({ db: "ready", web: "ready" });
      expect(await containerIds(project.name)).toEqual(made);
      expect(await docker("exec", made["web-1"] ?? "", "cat", "/data/log")).toBe("once");

      await project.write("compose.yaml", compose("exit 3"));
      const failed = await project.stack("up", "demo", "--json");
      expect(statesIn(failed.stdout)).toEqual({ db: "ready", web: "failed" });
      // Compose keeps it to be looked at
      expect(Object.keys(await containerIds(project.name)).toSorted()).toEqual([
        "db-1",
        "web-1",
        "web-pre_start-0",
      ]);
      const down = await project.stack("down", "demo");
      expect(down.exitCode, down.stdout + down.stderr).toBe(0);
      expect(await containerIds(project.name)).toEqual({});
    },
  );
});
