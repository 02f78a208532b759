import { readdirSync, readFileSync } from "node:fs";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { commands } from "../../../../src/core/report/words/commands.ts";
import { describeFailure } from "../../../../src/core/report/words/failure.ts";
import { anyReason } from "../any-events.ts";
import { complaintOf, contractCommands } from "../../../e2e/contract.ts";

const real = { environment: "development", rehearsal: false };
const rehearsal = { environment: "development", rehearsal: true };

describe("the commands that messages tell people to type", () => {
  it("exist, with their flags", () => {
    const typed = [real, rehearsal].flatMap((target) => [
      commands.up(target),
      commands.status(target),
      commands.logs(target, "postgres", "--tail 100"),
      commands.followLogs(target),
      commands.down(target),
      commands.doctor(target),
      commands.doctorEverywhere(),
      commands.gpu(),
      commands.pull(target, "postgres"),
      commands.config(target, "postgres"),
    ]);
    expect(typed.flatMap((command) => complaintOf(command) ?? [])).toEqual([]);
  });

  it("exist wherever one is written in the source, too", () => {
    const folder = new URL("../../../../src/", import.meta.url);
    const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((file) =>
      file.endsWith(".ts"),
    );
    const written = files.flatMap((file) => [
      ...readFileSync(new URL(file, folder), "utf8").matchAll(/[`"]stack ([a-z][a-z-]*)/g),
    ]);
    expect(written.length).toBeGreaterThan(5);
    expect(written.map(([, name]) => name).filter((name) => !contractCommands.has(name ?? ""))).toEqual([]);
  });

  it("exist in the fix of every failure, and there is exactly one", () => {
    fc.assert(
      fc.property(anyReason, fc.constantFrom(real, rehearsal), (reason, target) => {
        const { fix } = describeFailure(reason, "postgres", target);
        const typed = fix.split("`").filter((_, index) => index % 2 === 1);
        expect(typed).toHaveLength(1);
        expect(typed.flatMap((command) => complaintOf(command) ?? [])).toEqual([]);
      }),
    );
  });

  it("name a rehearsal by its flag, and the real environment without it", () => {
    expect(commands.status(real)).toBe("stack status development");
    expect(commands.status(rehearsal)).toBe("stack status development --rehearse");
    expect(commands.followLogs(rehearsal)).toBe("stack logs development -f --rehearse");
  });
});

describe("complaintOf", () => {
  it("finds a command and a flag that do not exist", () => {
    expect(complaintOf("stack fly dev")).toContain("fly");
    expect(complaintOf("stack up dev --force")).toContain("--force");
    expect(complaintOf("docker ps")).toBeDefined();
  });
});
