import { describe, expect, test } from "vitest";
import { commandTable } from "../../src/cli/command-table.ts";
import { flagDefinitions } from "../../src/cli/flag-definitions.ts";
import { contractCommands } from "./contract.ts";
import { folder } from "./folder.ts";

const names = commandTable.map(({ usage }) => usage.split(" ")[0] ?? "");

describe("help", () => {
  test("names every command, and every exit code", async () => {
    const { run } = await folder({ docker: "none" });
    const help = await run("--help");
    expect([help.exitCode, help.stderr]).toEqual([0, ""]);
    for (const name of names) expect(help.stdout).toMatch(new RegExp(`^  ${name}\\b`, "mu"));
    for (const code of ["0 done", "2 usage", "8 locked"]) expect(help.stdout).toContain(code);
  });

  test.each(names)("of %s: what it does, its flags, and examples that can be typed", async (name) => {
    const { run } = await folder({ docker: "none" });
    const help = await run(name, "--help");
    expect([help.exitCode, help.stderr]).toEqual([0, ""]);
    const examples = help.stdout.split("\n").filter((line) => line.startsWith("  stack "));
    expect(examples.length).toBeGreaterThan(0);
    for (const example of examples) {
      const [, command = "", ...words] = example.trim().split(" ");
      expect(names).toContain(command);
      const own = words.slice(0, words.includes("--") ? words.indexOf("--") : undefined);
      for (const word of own.filter((each) => each.startsWith("--"))) expect(help.stdout).toContain(word);
    }
    expect(await run("help", name)).toMatchObject({ exitCode: 0, stdout: help.stdout });
  });

  test("no command has two flags of one name", () => {
    for (const { flags } of commandTable) {
      const all = flags.map((flag) => flagDefinitions[flag][0].split(" ")[0]);
      expect(new Set(all).size).toBe(all.length);
    }
  });

  test("every command there is, is promised", () => {
    for (const name of names) expect(contractCommands.has(name)).toBe(true);
  });

  test("the version, alone on a line", async () => {
    const { run } = await folder({ docker: "none" });
    expect((await run("--version")).stdout).toMatch(/^\d+\.\d+\.\d+\n$/u);
  });

  test("without a command, the help and exit code 2 or 0, never silence", async () => {
    const { run } = await folder({ docker: "none" });
    const ended = await run();
    expect(ended.stdout + ended.stderr).toContain("Usage: stack");
  });
});
