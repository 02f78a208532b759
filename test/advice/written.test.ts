import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { commandTable } from "../../src/cli/command-table.ts";
import { findingIds } from "../../src/core/preflight/finding-ids.ts";
import { commands } from "../../src/core/report/words/commands.ts";
import { describeFailure } from "../../src/core/report/words/failure.ts";
import { anyReason } from "../core/report/any-events.ts";
import { complaintOf } from "../docs/command-line.ts";

const source = join(import.meta.dirname, "..", "..", "src");
const names = commandTable.map(({ usage }) => usage.split(" ")[0] ?? "");
const target = { environment: "development", rehearsal: false };
const rehearsal = { ...target, rehearsal: true };

interface Advice {
  readonly file: string;
  readonly command: string;
}

/** Every `stack …` that stands in a text of the program, with an example in place of what is put in. */
function adviceIn(file: string): readonly Advice[] {
  const text = readFileSync(join(source, file), "utf8").replaceAll(/^\s*(?:\/\/|\*|\/\*).*$/gmu, "");
  return [...text.matchAll(typed)].map(([, words = ""]) => ({
    file,
    command: words
      .replaceAll(placeholder, "x1")
      .replaceAll(/(?<= )NAME\b/gu, "x1")
      .trim(),
  }));
}

const placeholder = /\$\{(?:[^{}]|\{[^{}]*\})*\}/gu;
/** A word, a flag or something put in; a sentence goes on after a comma, or with a word that is neither. */
const word = String.raw`(?: (?:--?[a-z][\w-]*|--|\$\{(?:[^{}]|\{[^{}]*\})*\}|NAME(?:=\S+)?|[a-z]+\.[a-z-]+|secrets|rotate|generate|list|check|export|import))*`;
const typed = new RegExp(
  String.raw`(?<![\w@/.-])stack ((?:${names.join("|")}|[a-z][a-z-]*(?=${"`"}|"| --))${word})`,
  "gu",
);

const files = readdirSync(source, { recursive: true, encoding: "utf8" }).filter(
  (file) => file.endsWith(".ts") && !file.startsWith("stand-in/"),
);
const written = files.flatMap(adviceIn);

describe("every advice the program can print", () => {
  test("is a command that the command line understands, wherever it is written", async () => {
    expect(written.length).toBeGreaterThan(100);
    const wrong: string[] = [];
    for (const { file, command } of written) {
      const words = command.split(/\s+/u);
      const bare = await complaintOf(words);
      // a flag's value is any word, and not read above
      const said = bare.includes("argument missing") ? await complaintOf([...words, "x1"]) : bare;
      // a sentence may leave out which environment
      if (said !== "" && !said.includes("missing required argument"))
        wrong.push(`${file}: stack ${command}: ${said.split("\n")[0] ?? ""}`);
    }
    expect([...new Set(wrong)]).toEqual([]);
  });

  test("names findings that there are, where it says what to ignore", () => {
    const ignored = written.flatMap(({ command }) => /--ignore (\S+)/u.exec(command)?.[1] ?? []);
    expect(ignored.length).toBeGreaterThan(0);
    expect(ignored.filter((id) => id !== "x1" && !Object.hasOwn(findingIds, id))).toEqual([]);
  });

  test("is understood with what is put in, too", async () => {
    const all = Object.values({
      up: commands.up(target, "--timeout 20m"),
      status: commands.status(rehearsal),
      logs: commands.logs(target, "db", "--tail 100"),
      followLogs: commands.followLogs(rehearsal),
      down: commands.down(target),
      reset: commands.reset(target, "--volumes"),
      plan: commands.plan(target),
      doctor: commands.doctor(target, "--deep"),
      doctorEverywhere: commands.doctorEverywhere(),
      doctorFix: commands.doctorFix("development"),
      lint: commands.lint(target),
      rotate: commands.rotate(target, "DB_PASSWORD"),
      secrets: commands.secrets(target, "check"),
      gpu: commands.gpu(),
      clean: commands.clean(),
      compose: commands.compose(target, "config", "db"),
      timeline: commands.timeline(target),
    } satisfies Readonly<Record<keyof typeof commands, string>>);
    expect(all).toContain("stack status development --rehearse");
    const said = await Promise.all(all.map(async (command) => complaintOf(command.split(" ").slice(1))));
    expect(said.filter((each) => each !== "")).toEqual([]);
  });

  test("of a failed service is understood, whatever the failure", async () => {
    await fc.assert(
      fc.asyncProperty(anyReason, fc.constantFrom(target, rehearsal), async (reason, about) => {
        const { fix } = describeFailure(reason, "db", about);
        const marked = [...fix.matchAll(/`stack ([^`]*)`/gu)];
        expect(marked).toHaveLength(1);
        for (const [, command = ""] of marked) expect(await complaintOf(command.split(" "))).toBe("");
      }),
      { numRuns: 200 },
    );
  });
});
