import { expect, onTestFinished, test } from "vitest";
import * as z from "zod";
import { eventsIn } from "../program/stream.ts";
import { docker } from "./docker.ts";
import { busybox, ensureBusybox } from "./images.ts";
import { idles } from "./services.ts";
import { testProject } from "./test-project.ts";
import type { TestProject } from "./test-project.ts";

const planSchema = z.looseObject({
  services: z.array(
    z.looseObject({
      name: z.string(),
      action: z.string(),
      why: z.string().nullable(),
      changed: z.array(z.string()),
    }),
  ),
  engine: z.looseObject({ asked: z.boolean(), reason: z.string().nullable() }),
  images: z.array(z.looseObject({ image: z.string(), action: z.string() })),
  orphans: z.array(z.string()),
});

type Told = z.infer<typeof planSchema>;

async function planned(project: TestProject): Promise<Told> {
  const { stdout, stderr, exitCode } = await project.stack("plan", "demo", "--json");
  expect([exitCode, stderr]).toEqual([0, ""]);
  return planSchema.parse(JSON.parse(stdout));
}

function actionsOf({ services }: Told): Readonly<Record<string, string>> {
  return Object.fromEntries(services.map(({ name, action }) => [name, action]));
}

/** What the plan says, and that the start after it did the same. */
async function heldByUp(project: TestProject): Promise<Told> {
  const plan = await planned(project);
  const { stdout } = await project.stack("up", "demo", "--no-wait", "--json");
  const made = z
    .looseObject({ services: z.array(z.looseObject({ name: z.string(), action: z.string() })) })
    .parse(eventsIn(stdout).find(({ type }) => type === "plan-made"));
  expect(Object.fromEntries(made.services.map(({ name, action }) => [name, action]))).toEqual(
    actionsOf(plan),
  );
  return plan;
}

function scaled(replicas: number) {
  return idles({ deploy: { replicas } });
}

function models(image: string) {
  const api = { ...idles({ environment: { TOKEN: "${TOKEN}", LEVEL: "info" } }), image };
  const all = { api, worker: scaled(1), old: idles() };
  return {
    all,
    valueChanged: { ...all, api: { ...api, environment: { TOKEN: "${TOKEN}", LEVEL: "debug-level" } } },
  };
}

test("a plan says of each service what the next start does with it", async () => {
  await ensureBusybox();
  const project = await testProject({ compose: {}, secrets: { TOKEN: { kind: "password", length: 24 } } });
  const image = `${project.name}-image:1`;
  await docker("tag", busybox, image);
  onTestFinished(async () => void (await docker("rmi", "-f", image)));
  const { all, valueChanged } = models(image);
  const write = async (services: object): Promise<void> => project.write("compose.yaml", { services });

  await write(all);
  const fresh = await heldByUp(project);
  expect(fresh).toMatchObject({ engine: { asked: true, reason: null }, images: [], orphans: [] });
  expect(actionsOf(fresh)).toEqual({ api: "create", worker: "create", old: "create" });
  expect(actionsOf(await heldByUp(project))).toEqual({ api: "keep", worker: "keep", old: "keep" });

  await write(valueChanged);
  const changed = await heldByUp(project);
  expect(actionsOf(changed)).toEqual({ api: "recreate", worker: "keep", old: "keep" });
  expect(changed.services.find(({ name }) => name === "api")).toMatchObject({
    why: "its configuration changed",
    changed: ["environment.LEVEL"],
  });
  expect(JSON.stringify(changed)).not.toContain("debug-level");

  await docker("commit", `${project.name}-api-1`, image);
  const newer = await heldByUp(project);
  expect(actionsOf(newer)).toEqual({ api: "recreate", worker: "keep", old: "keep" });
  expect(newer.services[0]).toMatchObject({ name: "api", why: "its image changed", changed: [] });

  await docker("kill", `${project.name}-worker-1`);
  const { old: _old, ...rest } = valueChanged;
  await write(rest);
  const orphaned = await heldByUp(project);
  expect(actionsOf(orphaned)).toEqual({ api: "keep", worker: "start" });
  expect(orphaned.orphans).toEqual([`${project.name}-old-1`]);

  await write({ ...rest, worker: scaled(2) });
  expect(actionsOf(await heldByUp(project))).toEqual({ api: "keep", worker: "create" });
  await write({ ...rest, worker: scaled(1) });
  const fewer = await heldByUp(project);
  expect(actionsOf(fewer)).toEqual({ api: "keep", worker: "recreate" });

  await write({ ...rest, later: { ...idles(), image: "127.0.0.1:1/nowhere:1" } });
  expect((await planned(project)).images).toEqual([
    { image: "127.0.0.1:1/nowhere:1", action: "pull", sizeBytes: null, services: ["later"] },
  ]);
});

test("where no engine answers, the plan is made of the files alone, and says so", async () => {
  const project = await testProject({ compose: { services: { api: idles() } } });
  const nowhere = { DOCKER_HOST: "unix:///nowhere/docker.sock" };
  const { stdout, exitCode } = await project.stackWith(nowhere, "plan", "demo", "--json");
  expect(exitCode).toBe(0);
  const plan = planSchema.parse(JSON.parse(stdout));
  expect(plan.engine).toEqual({ asked: false, reason: expect.stringContaining("/nowhere/docker.sock") });
  expect(actionsOf(plan)).toEqual({ api: "create" });
  const { stdout: text } = await project.stackWith(nowhere, "plan", "demo");
  expect(text).toContain("not asked, so everything is said to be created");
});
