import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { expect, test } from "vitest";
import { root } from "./shipped.ts";

const secrets = mkdtempSync(join(tmpdir(), "with-secrets-"));
writeFileSync(join(secrets, "password"), "pass-word_1");
writeFileSync(join(secrets, "key"), "sk-key\n");
writeFileSync(join(secrets, "nothing"), "");

async function run(...words: readonly string[]) {
  return execa("sh", [join(root, "configs/entrypoint/with-secrets.sh"), ...words], {
    env: { SECRETS_DIRECTORY: secrets },
    reject: false,
  });
}

test("puts secrets into the environment, alone and inside a longer value", async () => {
  const url = "URL=postgresql://me:{password}@postgres:5432/{key}";
  const { stdout } = await run("KEY={key}", url, "--", "sh", "-c", 'echo "$KEY $URL"');
  expect(stdout).toBe("sk-key postgresql://me:pass-word_1@postgres:5432/sk-key");
});

test("becomes the program, with its arguments as they are", async () => {
  const { stdout } = await run("KEY={key}", "--", "printf", "%s|", "a b", "--", "$KEY");
  expect(stdout).toBe("a b|--|$KEY|");
});

test("ends with the program's exit code", async () => {
  expect((await run("KEY={key}", "--", "sh", "-c", "exit 7")).exitCode).toBe(7);
});

test("names a secret that is missing or empty, and starts nothing", async () => {
  const missing = await run("KEY={absent}", "--", "echo", "started");
  expect(missing).toMatchObject({ exitCode: 78, stdout: "" });
  expect(missing.stderr).toContain("absent");
  expect((await run("KEY={nothing}", "--", "echo", "started")).exitCode).toBe(78);
});

test("hands on what may be empty as it is, and still wants its file", async () => {
  const shown = await run("TOKEN={nothing?}", "KEY={key?}", "--", "sh", "-c", 'echo "[$TOKEN] [$KEY]"');
  expect(shown).toMatchObject({ exitCode: 0, stdout: "[] [sk-key]" });
  expect((await run("TOKEN={absent?}", "--", "echo", "started")).exitCode).toBe(78);
});

test("says that it was given no program", async () => {
  expect((await run("KEY={key}", "--")).exitCode).toBe(64);
});
