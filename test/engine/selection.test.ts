import { describe, expect, test } from "vitest";
import { eventsIn, statesIn } from "../program/stream.ts";
import { containerIds, docker } from "./docker.ts";
import { answers, listens } from "./services.ts";
import { testProject } from "./test-project.ts";

describe("what of an environment is started", () => {
  test("profiles of the environment, and those asked for", async () => {
    const project = await testProject({
      environment: { profiles: ["usual"] },
      compose: {
        services: {
          page: answers(),
          usual: listens({ profiles: ["usual"] }),
          debug: listens({ profiles: ["debug"] }),
          rare: listens({ profiles: ["rare"] }),
        },
      },
    });
    const usual = await project.stack("up", "demo", "--json");
    expect(statesIn(usual.stdout)).toEqual({ page: "ready", usual: "ready" });
    const more = await project.stack("up", "demo", "--json", "--profile", "debug");
    expect(statesIn(more.stdout)).toEqual({ page: "ready", usual: "ready", debug: "ready" });
    // what a profile started is found again without it
    const down = await project.stack("down", "demo");
    expect(down.exitCode).toBe(0);
    expect(await containerIds(project.name)).toEqual({});
  });

  test("--only: the services named, and what they depend on", async () => {
    const project = await testProject({
      compose: {
        services: {
          db: answers(),
          app: answers({ depends_on: { db: { condition: "service_healthy" } } }),
          other: listens(),
        },
      },
    });
    const run = await project.stack("up", "demo", "--json", "--only", "app");
    expect(statesIn(run.stdout)).toEqual({ app: "ready", db: "ready" });
    expect(Object.keys(await containerIds(project.name)).toSorted()).toEqual(["app-1", "db-1"]);
    const unknown = await project.stack("up", "demo", "--only", "ap");
    expect(unknown.exitCode).toBe(2);
    expect(unknown.stderr).toContain('did you mean "app"');
  });

  test("--set wins over the env file, which wins over the shell", async () => {
    const project = await testProject({
      compose: { services: { page: answers({ environment: { COLOUR: "${COLOUR:-none}" } }) } },
      files: { ".env.demo": "COLOUR=green\n" },
    });
    const colour = (): Promise<string> =>
      docker("exec", `${project.name}-page-1`, "sh", "-c", "echo $COLOUR");
    await project.stack("up", "demo");
    expect(await colour()).toBe("green");
    const run = await project.stack("up", "demo", "--set", "COLOUR=red");
    expect(run.exitCode).toBe(0);
    expect(await colour()).toBe("red");
  });

  test("-f: one more Compose file, merged last", async () => {
    const project = await testProject({
      compose: { services: { page: answers({ environment: { COLOUR: "green" } }) } },
      files: { "more.yaml": "services: { page: { environment: { COLOUR: red } } }\n" },
    });
    await project.stack("up", "demo", "-f", "more.yaml");
    expect(await docker("exec", `${project.name}-page-1`, "sh", "-c", "echo $COLOUR")).toBe("red");
  });

  test("--no-wait: everything is started in order, and nothing is called ready that was not proven", async () => {
    const project = await testProject({
      compose: { services: { slow: answers({}, 30), page: answers({ depends_on: ["slow"] }) } },
    });
    const run = await project.stack("up", "demo", "--json", "--no-wait");
    expect(run.exitCode).toBe(0);
    expect(statesIn(run.stdout)["slow"]).toBe("unproven");
    expect(Object.keys(await containerIds(project.name)).toSorted()).toEqual(["page-1", "slow-1"]);
  });

  test("each service the moment its dependencies allow: started, proven, completed", async () => {
    const project = await testProject({
      compose: {
        services: {
          slow: answers({}, 2),
          eager: answers({ depends_on: { slow: { condition: "service_started" } } }),
          patient: answers({ depends_on: { slow: { condition: "service_healthy" } } }),
        },
      },
    });
    const run = await project.stack("up", "demo", "--json");
    const order = eventsIn(run.stdout).flatMap((event) =>
      event.type === "service-started" || event.type === "service-proven"
        ? [`${String(event["service"])} ${event.type.replace("service-", "")}`]
        : [],
    );
    expect(order).toEqual([
      "slow started",
      "eager started",
      "eager proven",
      "slow proven",
      "patient started",
      "patient proven",
    ]);
  });
});
