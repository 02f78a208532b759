import { describe, expect, test } from "vitest";
import { up } from "../../../src/cli/up.ts";
import { plan } from "../../../src/features/plan/command.ts";
import type { MadeWith } from "../../../src/world/engine/container.ts";
import type { Parts } from "../../stage/behaviour.ts";
import { documentOf, perform, stagedStack } from "../../stage/staged-stack.ts";
import type { StagedStack } from "../../stage/staged-stack.ts";
import { json, shop, started } from "../started-shop.ts";
import * as z from "zod";

const documentSchema = z.looseObject({
  services: z.array(
    z.looseObject({
      name: z.string(),
      action: z.string(),
      why: z.string().nullable(),
      changed: z.array(z.string()),
    }),
  ),
  engine: z.object({ asked: z.boolean(), reason: z.string().nullable() }),
  images: z.array(z.looseObject({ image: z.string(), action: z.string() })),
  orphans: z.array(z.string()),
});

async function planned(stack: StagedStack) {
  const { outcome, ...seen } = await perform(stack, plan, json);
  expect(outcome).toEqual({ kind: "done" });
  const document = documentSchema.parse(documentOf({ outcome, ...seen }));
  const actions = Object.fromEntries(document.services.map(({ name, action }) => [name, action]));
  return { ...document, actions };
}

const madeEvent = z.object({
  type: z.literal("plan-made"),
  services: z.array(z.looseObject({ name: z.string(), action: z.string() })),
});

/** What the plan says, and that the start after it did the same. */
async function heldByUp(stack: StagedStack) {
  const document = await planned(stack);
  const { terminal } = await perform(stack, up, json);
  const events = terminal.outText.split("\n").flatMap((line) => {
    const event = madeEvent.safeParse(line === "" ? undefined : JSON.parse(line));
    return event.success ? [event.data] : [];
  });
  const done = events[0]?.services.map(({ name, action }) => [name, action]) ?? [];
  expect(Object.fromEntries(done)).toEqual(document.actions);
  return document;
}

const made: MadeWith = {
  image: "example/web:1",
  environment: {},
  command: [],
  entrypoint: [],
  user: "",
  workingDirectory: "",
  labels: {},
  healthCheck: undefined,
  restartPolicy: { name: "no", retries: 0 },
  memoryBytes: 1_073_741_824,
  logDriver: "json-file",
  privileged: false,
  isReadOnly: false,
  ports: [{ hostAddress: "127.0.0.1", hostPort: 8080, containerPort: 8080, protocol: "tcp" }],
  mounts: [],
  networks: ["shop-demo_default"],
};

function changed(parts: Parts, service: string, config: Readonly<Record<string, unknown>>): Parts {
  const part = parts[service];
  if (part === undefined) throw new Error(`there is no ${service}`);
  return { ...parts, [service]: { ...part, config: { ...part.config, ...config } } };
}

function idOf(stack: StagedStack, service: string): string {
  return [...stack.starts.keys()].find((id) => id.startsWith(service)) ?? "";
}

describe("stack plan beside an engine", () => {
  test("creates all where nothing is there, and keeps what has not changed", async () => {
    const stack = stagedStack(shop);
    const fresh = await heldByUp(stack);
    expect(fresh.engine).toEqual({ asked: true, reason: null });
    expect(fresh.actions).toEqual({ db: "create", job: "create", web: "create" });
    expect((await heldByUp(stack)).actions).toEqual({ db: "keep", job: "keep", web: "keep" });
  });

  test("names the keys of what has changed, and no value", async () => {
    const stack = await started({ engine: { madeWith: { web: made } } });
    stack.change(changed(shop, "web", { environment: { PASSPHRASE: "hunter2-hunter2" } }));
    const text = (await perform(stack, plan)).terminal.outText;
    const document = await heldByUp(stack);
    expect(document.actions).toEqual({ db: "keep", job: "keep", web: "recreate" });
    const web = document.services.find(({ name }) => name === "web");
    expect(web?.why).toBe("its configuration changed");
    expect(web?.changed).toContain("environment.PASSPHRASE");
    expect(text).toMatch(/recreate +web: its configuration changed \(.*environment\.PASSPHRASE/u);
    expect(text + JSON.stringify(document)).not.toContain("hunter2");
  });

  test("starts what was stopped, and leaves alone whom no file names", async () => {
    const stack = await started();
    stack.world.engine.change(idOf(stack, "web"), { state: "exited", exitCode: 137 });
    const { web: _web, ...others } = shop;
    expect((await planned(stack)).actions).toEqual({ db: "keep", job: "keep", web: "start" });
    stack.change(others);
    const document = await planned(stack);
    expect(document.orphans).toEqual(["shop-demo-web-1"]);
    expect((await perform(stack, plan)).terminal.outText).toContain(
      "left alone   shop-demo-web-1: no file names the service",
    );
  });

  test("says what is to be pulled, built, or missing", async () => {
    const parts: Parts = {
      ...changed(changed(shop, "db", { pull_policy: "never" }), "job", { build: { context: "." } }),
    };
    const stack = stagedStack(parts, {
      engine: { images: {} },
      network: { get: new Proxy({}, { get: () => ({ kind: "failed", reason: "unreachable" }) }) },
    });
    const { images } = await planned(stack);
    expect(images.map(({ image, action }) => [image, action])).toEqual([
      ["example/web:1", "pull"],
      ["example/job:1", "build"],
      ["example/db:1", "missing"],
    ]);
    expect((await perform(stack, plan)).terminal.outText).toContain("pull         example/web:1\n");
    const verbose = await perform(stack, plan, { options: { verbose: true } });
    expect(verbose.terminal.outText).toContain("pull         example/web:1, size not known\n");
  });

  test("asks each thing once", async () => {
    const stack = await started();
    const asked: string[] = [];
    const { engine } = stack.world;
    const { containers, inspect, image } = engine;
    Object.assign(engine, {
      containers: (filter: Parameters<typeof containers>[0]) => {
        asked.push("containers");
        return containers(filter);
      },
      inspect: (id: string) => {
        asked.push(`inspect ${id}`);
        return inspect(id);
      },
      image: (reference: string) => {
        asked.push(`image ${reference}`);
        return image(reference);
      },
    });
    await planned(stack);
    expect(asked.filter((question) => question === "containers")).toHaveLength(1);
    expect(new Set(asked).size).toBe(asked.length);
    expect(asked.some((question) => question.startsWith("image"))).toBe(false);
  });
});

describe("stack plan without an engine", () => {
  const failure = { kind: "unreachable", message: "no engine answers at unix:///x.sock" } as const;

  test("is of the files alone, and says so", async () => {
    const stack = stagedStack(shop, { engine: { failure } });
    const document = await planned(stack);
    expect(document.engine).toEqual({ asked: false, reason: failure.message });
    expect(document.actions).toEqual({ db: "create", job: "create", web: "create" });
    expect(document.images).toEqual([]);
    expect((await perform(stack, plan)).terminal.outText).toContain(
      `engine       not asked, so everything is said to be created: ${failure.message}`,
    );
  });

  test("does not wait for one that never answers", async () => {
    const stack = stagedStack(shop);
    Object.assign(stack.world.engine, { containers: () => new Promise(() => undefined) });
    const { engine } = await planned(stack);
    expect(engine).toEqual({ asked: false, reason: "it did not answer within 3 seconds" });
    expect(stack.world.clock.elapsedMs()).toBe(3_000);
  });

  test("asks none for a rehearsal, whose stand-ins have to be made first", async () => {
    const stack = await started();
    const { terminal } = await perform(stack, plan, { options: { rehearse: true, json: true } });
    expect(JSON.parse(terminal.outText)).toMatchObject({ engine: { asked: false } });
  });
});
