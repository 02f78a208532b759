import { describe, expect, test } from "vitest";
import { backup } from "../../src/features/backup/command.ts";
import { clean } from "../../src/features/clean/command.ts";
import { compose } from "../../src/features/compose/command.ts";
import { completion } from "../../src/features/completion/command.ts";
import { down } from "../../src/features/down/command.ts";
import { gpu } from "../../src/features/gpu/command.ts";
import { lint } from "../../src/features/lint/command.ts";
import { logs } from "../../src/features/logs/command.ts";
import { plan } from "../../src/features/plan/command.ts";
import { reset } from "../../src/features/reset/command.ts";
import { timeline } from "../../src/features/timeline/command.ts";
import { exitCodeOf } from "../../src/core/events/outcome.ts";
import type { World } from "../../src/world/world.ts";
import { up } from "../../src/cli/up.ts";
import { documentOf, perform, stagedStack } from "../stage/staged-stack.ts";
import { json, shop, started } from "./started-shop.ts";

describe("stack logs", () => {
  test("shows all services' lines in the order of time", async () => {
    const stack = await started();
    const [db, web] = ["db", "web"].map((name) => [...stack.starts.keys()].find((id) => id.startsWith(name)));
    stack.world.engine.log(web ?? "", "second");
    stack.world.engine.log(db ?? "", "first");
    await stack.world.clock.advance(1);
    stack.world.engine.log(db ?? "", "third", "stderr");
    const { terminal } = await perform(stack, logs, { words: ["demo"] });
    expect(terminal.outText.indexOf("third")).toBeGreaterThan(terminal.outText.indexOf("first"));
    const one = await perform(stack, logs, { words: ["demo", "web"], ...json });
    expect(documentOf(one)).toMatchObject({ service: "web", stream: "stdout", text: "second" });
  });

  test("follows them until Ctrl-C", async () => {
    const stack = await started();
    const db = [...stack.starts.keys()].find((id) => id.startsWith("db"));
    const { terminal } = await perform(stack, logs, {
      options: { follow: true, since: "1h", tail: 5 },
      meanwhile: (own) => {
        const speak = async (): Promise<void> => {
          await stack.world.clock.sleep(500, new AbortController().signal);
          stack.world.engine.log(db ?? "", "still here");
          own.interrupt("SIGINT");
        };
        stack.world.background.begin(speak());
      },
    });
    expect(terminal.outText).toContain("still here");
  });

  test("knows the services that there are", async () => {
    const { outcome } = await perform(await started(), logs, { words: ["demo", "wep"] });
    expect(outcome).toMatchObject({ kind: "usage", message: expect.stringContaining("wep") });
  });
});

describe("stack timeline", () => {
  test("shows the last start, and writes a page of it", async () => {
    const stack = await started();
    const seen = await perform(stack, timeline);
    expect(seen.terminal.outText).toContain("web");
    const told = documentOf(await perform(stack, timeline, { options: { json: true, html: "page.html" } }));
    expect(told).toMatchObject({
      command: "timeline",
      criticalPath: ["db", "job", "web"],
      html: "page.html",
    });
    expect(stack.world.files.textAt("/home/ann/project/page.html")).toContain("<html");
  });

  test("says so where none is on record, and where the page cannot be written", async () => {
    const none = await perform(stagedStack(shop), timeline);
    expect(none.outcome).toMatchObject({ kind: "usage", fix: "stack up demo" });
    const stack = await started();
    stack.world.files.refuseWriting("/home/ann/project/page.html", "ENOSPC");
    const full = await perform(stack, timeline, { options: { html: "page.html" } });
    expect(full.outcome).toMatchObject({ message: expect.stringContaining("no space left") });
  });
});

test("stack clean tells the way in a folder with a Compose project of its own", async () => {
  const stack = stagedStack(shop);
  await stack.world.files.remove("/home/ann/project/stack.yaml");
  const { outcome } = await perform(stack, clean);
  expect(outcome).toMatchObject({ kind: "usage", fix: expect.stringContaining("stack clean --cwd") });
  expect(outcome).toMatchObject({ message: expect.stringContaining("compose.yaml") });
});

describe("what stack up writes besides", () => {
  test.each(["junit", "timeline"] as const)("is said where it cannot be written: --%s", async (flag) => {
    const stack = stagedStack(shop);
    stack.world.files.refuseWriting("/home/ann/project/run.out", "ENOSPC");
    for (const options of [{ [flag]: "run.out" }, { [flag]: "run.out", json: true }]) {
      const { outcome, terminal } = await perform(stack, up, { options });
      expect(terminal.errText).toContain("run.out cannot be written: no space left on device");
      expect(terminal.errText).toContain("make room: df -h /home/ann/project");
      expect(exitCodeOf(outcome)).toBe(2);
      const said = terminal.outText + terminal.errText;
      expect(said).toContain("demo is up, but run.out could not be written");
    }
  });
});

describe("stack plan", () => {
  test("shows what a start would do, without doing it", async () => {
    const stack = stagedStack(shop);
    const { outcome, terminal } = await perform(stack, plan);
    expect(outcome).toEqual({ kind: "done" });
    expect(terminal.outText).toContain("web");
    expect(documentOf(await perform(stack, plan, json))).toMatchObject({ command: "plan" });
    expect(stack.world.engine.calls).toEqual([]);
  });

  test("complains of what it cannot read", async () => {
    const stack = stagedStack(shop, {
      files: { "/home/ann/project/stack.yaml": "name: shop\nenvironment: {}" },
    });
    stack.world.files.put("/home/ann/project/stack.yaml", "name: shop\nenvironment: {}");
    const { outcome } = await perform(stack, plan);
    expect(outcome).toMatchObject({ kind: "usage", message: expect.stringContaining("environment") });
  });
});

describe("stack down", () => {
  test("stops in order, who depends on others first, and takes containers and networks away", async () => {
    const stack = await started();
    const { outcome, terminal } = await perform(stack, down);
    expect(outcome).toEqual({ kind: "done" });
    const calls = stack.world.engine.calls.map((call) => call.replaceAll(/-\d+-\d+/gu, ""));
    const stops = calls.filter((call) => call.startsWith("stop"));
    expect(stops.map((call) => call.split(" ")[1])).toEqual(["web", "db"]);
    expect(calls.filter((call) => call.startsWith("remove "))).toHaveLength(3);
    expect(calls).toContain("remove-network net-id");
    expect(terminal.outText).toContain("demo");
  });

  test("of all that runs here, as JSON", async () => {
    const stack = await started();
    const done = await perform(stack, down, { words: [], options: { all: true, json: true } });
    expect(documentOf(done)).toMatchObject({ command: "down", ok: true, environment: "demo", forced: [] });
    const again = await perform(stack, down, { words: [], options: { all: true } });
    expect(again.terminal.outText).toBe("nothing runs here\n");
    expect((await perform(stack, down)).terminal.outText).toContain("demo");
  });

  test.each([
    ["down", down, {}],
    ["reset", reset, { yes: true }],
  ] as const)(
    "or %s that cannot remove everything prints one document, which says why and what to type",
    async (name, command, options) => {
      const stack = await started();
      const failure = { kind: "refused", status: 500, message: "device or resource busy" } as const;
      const removeContainer = async () => ({ kind: "failed" as const, error: failure });
      const within = (world: World): World => ({ ...world, engine: { ...world.engine, removeContainer } });
      const done = await perform(stack, command, { options: { json: true, ...options }, within });
      expect(exitCodeOf(done.outcome)).toBe(1);
      expect(documentOf(done)).toMatchObject({
        command: name,
        ok: false,
        error: { message: "not everything could be removed", fix: expect.stringContaining("stack ") },
      });
      expect(done.terminal.errText).toContain("not everything could be removed");
    },
  );

  test("that is cut short says what is still being stopped", async () => {
    let interrupt = (): void => undefined;
    const stack = await started({ engine: { onStop: () => interrupt() } });
    const { outcome, terminal } = await perform(stack, down, {
      meanwhile: (own) => {
        interrupt = () => own.interrupt("SIGTERM");
      },
    });
    expect(outcome).toEqual({ kind: "interrupted", signal: "SIGTERM" });
    expect(terminal.errText).toContain("demo");
  });

  test("that is cut short before it has stopped anything says so too", async () => {
    const stack = await started();
    const { outcome } = await perform(stack, down, { meanwhile: (own) => own.interrupt("SIGINT") });
    expect(outcome).toEqual({ kind: "interrupted", signal: "SIGINT" });
    expect(stack.world.engine.calls.filter((call) => call.startsWith("stop"))).toEqual([]);
  });

  test("needs to know which", async () => {
    expect((await perform(await started(), down, { words: [] })).outcome).toMatchObject({ kind: "usage" });
  });

  test("waits for nobody who holds the project", async () => {
    const stack = await started();
    stack.world.locks.hold("engine-1/shop-demo", {
      processId: 1,
      user: "bob",
      command: "stack up demo",
      directory: "/srv",
      since: "2026-01-02T03:04:05.000Z",
    });
    const { outcome, terminal } = await perform(stack, down);
    expect(outcome).toMatchObject({ kind: "locked", message: expect.stringContaining("bob") });
    expect(terminal.errText).toContain("bob");
    for (const command of [down, reset, backup]) {
      const told = documentOf(await perform(stack, command, json));
      expect(told).toMatchObject({
        ok: false,
        exitCode: 8,
        error: { message: expect.stringContaining("bob") },
      });
    }
  });
});

describe("stack reset", () => {
  const volume = {
    name: "shop-demo_data",
    createdAt: "2026-01-01T00:00:00Z",
    driver: "local",
    options: {},
    labels: { "com.docker.compose.project": "shop-demo", "com.docker.compose.volume": "data" },
  };

  test("shows what would go, and asks before it does", async () => {
    const stack = await started();
    const shown = await perform(stack, reset, { options: { dryRun: true } });
    expect(shown.outcome).toEqual({ kind: "done" });
    expect((await perform(stack, reset)).outcome).toMatchObject({ kind: "usage" });
    const no = await perform(stack, reset, { terminal: { answers: ["n"] } });
    expect(no.outcome).toMatchObject({ message: "nothing was changed: it was not confirmed" });
    const yes = await perform(stack, reset, { terminal: { answers: ["y"] } });
    expect(yes.outcome).toEqual({ kind: "done" });
    const nothing = await perform(stack, reset, json);
    expect(documentOf(nothing)).toMatchObject({ command: "reset", ok: true, goes: [] });
  });

  test("takes data only by the word, and its volumes with it", async () => {
    const { name } = volume;
    const mounts = [{ type: "volume", name, source: "/var/lib", destination: "/data" }];
    const db = { behaves: { kind: "serves", afterMs: 0 }, detail: { mounts } } as const;
    const stack = await started({ engine: { volumes: [volume] } }, { db });
    const options = { volumes: true, backup: false };
    const wrong = await perform(stack, reset, { options, terminal: { answers: ["yes"] } });
    expect(wrong.outcome).toMatchObject({ kind: "usage" });
    const right = await perform(stack, reset, { options, terminal: { answers: ["demo"] } });
    expect(right.outcome).toEqual({ kind: "done" });
    expect(stack.world.engine.calls).toContain("remove-volume shop-demo_data");
  });
});

describe("stack clean", () => {
  test("shows what of this stack is of no use any more", async () => {
    const stack = await started();
    const shown = await perform(stack, clean, { options: { dryRun: true, json: true } });
    expect(documentOf(shown)).toMatchObject({ command: "clean", dryRun: true, ok: true });
    expect((await perform(stack, clean, { options: { yes: true } })).outcome).toEqual({ kind: "done" });
  });
});

describe("stack compose", () => {
  test("runs docker compose with exactly this environment's project and files", async () => {
    const handed: (readonly string[])[] = [];
    const stack = stagedStack(shop, {
      compose: {
        handOver: (project, args) => {
          handed.push([project.name, ...project.files, ...args]);
          return Promise.resolve({ kind: "exited", exitCode: 3, stdout: "", stderr: "" });
        },
      },
      terminal: { outIsTerminal: true, errIsTerminal: true },
    });
    const { outcome } = await perform(stack, compose, {
      words: ["demo", "exec", "db", "true"],
      terminal: { outIsTerminal: true, errIsTerminal: true },
    });
    expect(outcome).toEqual({ kind: "child-exited", exitCode: 3 });
    expect(handed).toEqual([["shop-demo", "/home/ann/project/compose.yaml", "exec", "db", "true"]]);
  });
});

describe("what needs no environment", () => {
  test.each(["bash", "zsh", "fish"])("stack completion prints a script for %s", async (shell) => {
    const { outcome, terminal } = await perform(stagedStack(shop), completion, { words: [shell] });
    expect(outcome).toEqual({ kind: "done" });
    expect(terminal.outText).not.toBe("");
  });

  test("stack completion knows no other shell", async () => {
    expect((await perform(stagedStack(shop), completion, { words: ["tcsh"] })).outcome).toMatchObject({
      kind: "usage",
    });
  });

  test("stack gpu says what it does not find", async () => {
    const { terminal } = await perform(stagedStack(shop), gpu, { words: [], ...json });
    expect(terminal.outText).toContain("gpu");
  });

  test("stack lint reads the files alone", async () => {
    const { outcome } = await perform(stagedStack(shop), lint, { words: [] });
    expect(["done", "defects-found"]).toContain(outcome.kind);
  });
});
