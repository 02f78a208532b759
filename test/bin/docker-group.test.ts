import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import { byDockerGroup } from "../../bin/set-up/docker-group.mjs";

test("the words of a command reach it unchanged through sg's shell", () => {
  const words = ["it's", "a b", "$HOME", `"`, "", "\\"];
  const [, , , script = ""] = byDockerGroup([
    process.execPath,
    "-p",
    "JSON.stringify(process.argv.slice(1))",
    ...words,
  ]);
  expect(JSON.parse(execFileSync("sh", ["-c", script], { encoding: "utf8" }))).toEqual(words);
});
