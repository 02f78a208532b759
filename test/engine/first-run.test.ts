import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { bareBox, sudoLog } from "./bare-box.ts";
import type { BareBox } from "./bare-box.ts";
import { addBystanders, everythingOn } from "./bystanders.ts";
import { shownIn } from "./canaries.ts";
import { cutShortAt, stateOf } from "./cut-short-first-run.ts";
import type { WholeFirstRun } from "./cut-short-first-run.ts";
import { moments, record, seed } from "./faults/moments.ts";
import { ctrlC, ctrlD, onTerminal } from "./on-terminal.ts";
import { startPredecessor } from "./small-predecessor.ts";

let box: BareBox;
let whole: WholeFirstRun;
let said: string;

/** It installs an engine: on a busy machine that takes its time. */
const longMs = 900_000;

beforeAll(async () => {
  box = await bareBox("ann");
  const refused = await box.stack("first-run");
  expect([refused.exitCode, refused.all]).toEqual([2, expect.stringContaining("no terminal to ask on")]);
  for (const [answer, exitCode] of [
    ["no\r", 2],
    ["\r", 2],
    [ctrlD, 2],
    [ctrlC, 130],
  ] as const) {
    const asked = {
      words: ["first-run"],
      program: box.onTerminal,
      answers: [["Run these?", answer]],
    } as const;
    const run = await onTerminal(asked);
    expect([run.exitCode, run.shown]).toEqual([exitCode, expect.stringContaining("nothing was changed")]);
  }
  expect(await box.host.shell("ls -A . ; command -v docker || true")).toBe("");
  const began = performance.now();
  const run = await box.stack("first-run", "--yes");
  expect(run.exitCode, run.all).toBe(0);
  said = run.all;
  whole = { tookMs: performance.now() - began, state: await stateOf(box) };
}, longMs);
afterAll(() => box[Symbol.asyncDispose]());

describe(`a first run on a Debian with nothing but Node (seed ${String(seed)})`, () => {
  test("gets to a running rehearsal by itself, and shows each step as the command that it runs", () => {
    const shown = said.split("\n").filter((line) => /^\$ | {4}sudo/u.test(line));
    expect(shown).toEqual([
      "$ stack doctor",
      expect.stringMatching(/^\$ node .*ensure-engine\.mjs --let-in$/u),
      expect.stringMatching(/sudo env .*dpkg --configure -a/u),
      expect.stringMatching(/sudo env .* update$/u),
      expect.stringMatching(
        /sudo env .* install docker.io docker-cli docker-compose docker-buildx iptables$/u,
      ),
      "    sudo dockerd",
      "    sudo usermod -aG docker $USER",
      '$ sg docker -c "stack first-run"',
      "$ stack doctor",
      "$ stack doctor development --fix",
      "$ stack up development --rehearse",
    ]);
    const running = whole.state.filter((line) =>
      /^container multimodal-development-rehearsal-.* running$/u.test(line),
    );
    expect(running).toHaveLength(11);
    expect(whole.state).toContain("file ./.env.development 600 operator");
    expect(said).toContain("first steps");
  });

  test("is root for the engine's installation only, and leaves every file to the operator", async () => {
    const commands = await box.host.shell(`sed -n 's/.*COMMAND=//p' ${sudoLog}`);
    expect(commands.split("\n").filter((line) => line !== "/usr/bin/true")).toEqual([
      expect.stringMatching(/^\/usr\/bin\/env .*dpkg --configure -a /u),
      expect.stringMatching(/^\/usr\/bin\/env .*apt-get .* update$/u),
      expect.stringMatching(/^\/usr\/bin\/env .*apt-get .* install docker.io /u),
      expect.stringMatching(/^\/usr\/bin\/sh -c .*setsid dockerd /u),
      "/usr/bin/tee /run/stack-engine.json",
      expect.stringMatching(/^\/usr\/bin\/docker info /u),
      "/usr/sbin/usermod -aG docker ann",
    ]);
    expect(await box.host.shell("find .. ! -user ann -ls")).toBe("");
  });

  test("lets in who may not use an engine that answers, by the step that it shows", async () => {
    await box.host.shell("gpasswd --delete ann docker");
    const again = await box.stack("first-run", "--yes");
    expect(again.exitCode, again.all).toBe(0);
    const shown = again.all.split("\n").filter((line) => /^\$ | {4}sudo/u.test(line));
    expect(shown.slice(0, 4)).toEqual([
      "$ stack doctor",
      expect.stringMatching(/^\$ node .*ensure-engine\.mjs --let-in$/u),
      "    sudo usermod -aG docker $USER",
      '$ sg docker -c "stack first-run"',
    ]);
  });

  test("shows and records none of the secrets that it makes", async () => {
    const made = await box.host.shell("for file in secrets/development/*; do cat $file; echo; done");
    const values = made
      .split(/[\s=]/u)
      .filter((word) => /^[\w-]{20,}$/u.test(word) && !/^[A-Z_]+$/u.test(word));
    expect(values.length).toBeGreaterThan(10);
    expect(shownIn(said, values)).toEqual([]);
    expect(shownIn(await box.host.shell("find .stack -type f -exec cat {} +"), values)).toEqual([]);
  });

  // every other one by root itself, without sudo; boxes of their own, beside each other
  test.concurrent.each(
    moments("first run").map((part, index) => [part, index % 2 === 0 ? "root" : "ann"] as const),
  )(
    "killed after %f of it, which %s began, ends in the same state when it is run again",
    async (part, operator) => {
      const { wasKilled, exitCode, said: words, differs } = await cutShortAt(part, whole, operator);
      record("kill -9 of first-run", { part, operator, wasKilled: String(wasKilled), exitCode });
      expect([exitCode, differs], words).toEqual([0, []]);
    },
    longMs,
  );

  test("on a host full of others touches nobody, and of its predecessor removes what it showed, and no data", async () => {
    await addBystanders(box.host, "/root/theirs", "multimodal-development");
    const others = await everythingOn(box.host);
    await startPredecessor(box.host, "/root");
    const run = await box.stack("first-run", "--yes", "--leftovers", "remove");
    expect(run.exitCode, run.all).toBe(0);
    const after = await everythingOn(box.host);
    const ours = /multimodal-development-rehearsal|stack-stand-in/u;
    expect(others.filter((line) => !after.includes(line) && !ours.test(line))).toEqual([]);
    const left = after.filter(
      (line) => line.includes("llm-multimodal-stack") || line.includes("/multimodal-redis"),
    );
    expect(left).toEqual([
      expect.stringContaining("llm-multimodal-stack_redis_data/_data/kept"),
      "volume llm-multimodal-stack_redis_data",
    ]);
  });
});
