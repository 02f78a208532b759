import { describe, expect, it } from "vitest";
import type { Check, Finding } from "../../../src/core/preflight/check.ts";
import { findingIds, isDocumented } from "../../../src/core/preflight/finding-ids.ts";
import { blocks, ignored, preflight } from "../../../src/core/preflight/preflight.ts";
import { rushedClock, stubWorld } from "./gpu/stub-world.ts";

const never = new AbortController().signal;

function found(id: string, status: Finding["status"]): Finding {
  return { id, status, title: id, detail: "", fix: "", data: {} };
}

function checking(name: string, run: Check["run"]): Check {
  return { name, timeoutMs: 5_000, run };
}

describe("preflight", () => {
  it("names the most urgent first, and otherwise keeps the order of the checks", async () => {
    const checks = [
      checking("one", async () => [found("one.pass", "pass"), found("one.skip", "skip")]),
      checking("two", async () => [found("two.warn", "warn")]),
      checking("three", async () => [found("three.fail", "fail"), found("three.pass", "pass")]),
      checking("four", async () => [found("four.fail", "fail")]),
    ];
    const { findings } = await preflight(stubWorld({}), checks, never);
    expect(findings.map(({ id }) => id)).toEqual([
      "three.fail",
      "four.fail",
      "two.warn",
      "one.skip",
      "one.pass",
      "three.pass",
    ]);
  });

  it("runs all checks at once", async () => {
    let arrived = 0;
    let meet = () => {};
    const met = new Promise<void>((resolve) => (meet = resolve));
    const waiting = checking("waiting", async () => {
      arrived += 1;
      if (arrived === 3) meet();
      await met;
      return [found("waiting.pass", "pass")];
    });
    const { findings } = await preflight(stubWorld({}), [waiting, waiting, waiting], never);
    expect(findings).toHaveLength(3);
  });

  it("says so when a check outlives its limit, and ends what it does", async () => {
    let ended = false;
    const slow = checking("slow", async (_world, signal) => {
      signal.addEventListener("abort", () => (ended = true));
      return new Promise(() => {});
    });
    const { findings } = await preflight(stubWorld({ clock: rushedClock() }), [slow], never);
    expect(findings).toMatchObject([{ id: "slow.timed-out", status: "skip" }]);
    expect(findings[0]?.title).toContain("5 s");
    expect(ended).toBe(true);
  });

  it("survives a check that breaks, and says why", async () => {
    const broken = checking("broken", async () => {
      throw new Error("no such thing");
    });
    const fine = checking("fine", async () => [found("fine.pass", "pass")]);
    const { findings } = await preflight(stubWorld({}), [broken, fine], never);
    expect(findings).toMatchObject([
      { id: "broken.broken", status: "skip", detail: "no such thing" },
      { id: "fine.pass" },
    ]);
  });

  it("ends at once when it is interrupted", async () => {
    const hanging = checking("hanging", async () => new Promise(() => {}));
    const { findings } = await preflight(stubWorld({}), [hanging], AbortSignal.abort("SIGINT"));
    expect(findings[0]?.title).toBe("hanging: interrupted");
  });
});

describe("--ignore", () => {
  const findings = [found("disk.free", "fail"), found("port.in-use", "fail"), found("memory.total", "pass")];

  it("turns the failures that are named into warnings, and no others", () => {
    const left = ignored(findings, ["port.in-use", "memory.total"]);
    expect(left.map(({ id, status }) => [id, status])).toEqual([
      ["disk.free", "fail"],
      ["port.in-use", "warn"],
      ["memory.total", "pass"],
    ]);
    expect(blocks(left)).toBe(true);
    expect(blocks(ignored(findings, ["disk.free", "port.in-use"]))).toBe(false);
  });
});

describe("the documentation of finding ids", () => {
  it("covers what any check can end as", () => {
    expect(isDocumented("port.timed-out")).toBe(true);
    expect(isDocumented("port.nonsense")).toBe(false);
  });

  it("says what each means", () => {
    expect(Object.values(findingIds).filter(({ meaning }) => meaning.length < 10)).toEqual([]);
  });
});
