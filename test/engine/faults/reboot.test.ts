import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import * as z from "zod";
import { eleven } from "../../program/eleven.ts";
import { eventsIn, resultIn, statesIn } from "../../program/stream.ts";
import { containerIds, docker } from "../docker.ts";
import { busybox, ensureBusybox } from "../images.ts";
import { secondEngine } from "../second-engine.ts";
import type { SecondEngine } from "../second-engine.ts";
import { asksItself, idles, runs } from "../services.ts";
import { shippedProject } from "../shipped-project.ts";
import { testProject } from "../test-project.ts";

const statusSchema = z.looseObject({
  services: z.array(z.looseObject({ name: z.string(), state: z.string() })),
});

const isRoot = process.getuid?.() === 0;

/** Ends with 0 when it is told to stop, as most servers do: exactly like a one-shot that is done. */
const serves = runs(
  "mkdir -p /tmp/www; echo welcome > /tmp/www/index.html; httpd -f -p 8080 -h /tmp/www & trap 'exit 0' TERM; wait",
  {
    stop_signal: "SIGTERM",
    ports: ["127.0.0.1::8080"],
    healthcheck: { ...asksItself, start_interval: "300ms" },
  },
);

const works = runs("trap 'exit 0' TERM; while :; do sleep 0.1; done", { stop_signal: "SIGTERM" });

/** Compose's default: no service has a restart policy, and the engine starts none of them again by itself. */
const withoutPolicies = {
  services: {
    web: serves,
    worker: works,
    migrate: runs("echo once >> /data/log", { volumes: ["data:/data"] }),
    app: idles({
      volumes: ["data:/data"],
      depends_on: {
        migrate: { condition: "service_completed_successfully" },
        web: { condition: "service_healthy" },
      },
    }),
  },
  volumes: { data: {} },
};

describe.runIf(isRoot)("a machine that starts again", () => {
  let engine: SecondEngine;
  const usual = process.env["DOCKER_HOST"];

  beforeAll(async () => {
    await ensureBusybox();
    engine = await secondEngine();
    const load = 'docker save "$0" | docker --host "$1" load';
    await execa("sh", ["-c", load, busybox, engine.host]);
    // all of this file, and the program, means that engine from here on
    process.env["DOCKER_HOST"] = engine.host;
  });

  afterAll(async () => {
    if (usual === undefined) delete process.env["DOCKER_HOST"];
    else process.env["DOCKER_HOST"] = usual;
    await engine[Symbol.asyncDispose]();
  });

  const reboots = [
    { how: "in order", goDown: async () => engine.stop() },
    {
      how: "after its power went",
      goDown: async () => {
        await engine.signal("KILL");
        // what is left of its containers goes too
        await engine.stop();
      },
    },
  ];

  test.each(reboots)(
    "$how: what nobody starts again by itself is started by up, and what is done is not done again",
    async ({ goDown }) => {
      const project = await testProject({ compose: withoutPolicies });
      const running = { web: "ready", worker: "unproven", migrate: "completed", app: "unproven" };
      expect(statesIn((await project.stack("up", "demo", "--json")).stdout)).toEqual(running);
      const made = await containerIds(project.name);

      await goDown();
      await engine.start();
      const status = await project.stack("status", "demo", "--json");
      expect(status.exitCode).toBe(4);
      const seen = statusOf(status.stdout);
      expect(seen["migrate"]).toBe("completed");
      for (const name of ["web", "worker", "app"])
        expect(["stopped", "failed", "exited"], name).toContain(seen[name]);

      const again = await project.stack("up", "demo", "--json");
      expect(again.exitCode, again.stdout).toBe(0);
      expect(statesIn(again.stdout)).toEqual(running);
      const started = eventsIn(again.stdout).flatMap((event) =>
        event.type === "service-started" ? [String(event["service"])] : [],
      );
      expect(started.toSorted()).toEqual(["app", "web", "worker"]);
      expect(await containerIds(project.name)).toEqual(made);
      expect(await docker("exec", made["app-1"] ?? "", "cat", "/data/log")).toBe("once");
    },
  );

  test.each(reboots)("$how: the shipped stack, rehearsed, runs again as it was", async ({ goDown }) => {
    const shipped = await shippedProject();
    const allReady = Object.fromEntries(eleven.map((name) => [name, "ready"]));
    expect(statesIn((await shipped.rehearse("--json")).stdout)).toEqual(allReady);
    const made = await containerIds(shipped.rehearsal);

    await goDown();
    await engine.start();
    const again = await shipped.rehearse("--json");
    expect(again.exitCode, again.stdout).toBe(0);
    expect(resultIn(again.stdout).ok).toBe(true);
    expect(statesIn(again.stdout)).toEqual(allReady);
    expect(await containerIds(shipped.rehearsal)).toEqual(made);
  });
});

function statusOf(stdout: string): Readonly<Record<string, string>> {
  const { services } = statusSchema.parse(JSON.parse(stdout));
  return Object.fromEntries(services.map(({ name, state }) => [name, state]));
}
