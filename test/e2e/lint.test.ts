import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { runProgram } from "../program/run-program.ts";

const corpus = join(import.meta.dirname, "..", "fixtures", "lint");
/** No docker anywhere: what files alone show is enough here. */
const withoutDocker = { PATH: "/nonexistent" };

const documentSchema = z.object({
  schema: z.literal(1),
  command: z.literal("lint"),
  environment: z.string().nullable(),
  ok: z.boolean(),
  defects: z.array(
    z.strictObject({
      id: z.string(),
      file: z.string(),
      line: z.number().nullable(),
      service: z.string().nullable(),
      message: z.string(),
      fix: z.string(),
    }),
  ),
  skipped: z.array(z.string()),
});

function lint(folder: string, words: readonly string[], environment: Readonly<Record<string, string>> = {}) {
  return runProgram({
    words: ["lint", ...words],
    directory: join(corpus, folder),
    environment: { ...withoutDocker, ...environment },
  });
}

describe("stack lint", () => {
  it("exits 2 with the place, the rule and the fix of a defect", async () => {
    const { exitCode, stdout } = await lint("compose.version-key", []);
    expect(exitCode).toBe(2);
    expect(stdout).toMatch(/^compose\.yaml:1 {2}compose\.version-key\n.*obsolete.*\n.*remove the line/u);
  });

  it("exits 0 where the files show none, and says what it could not try", async () => {
    const { exitCode, stdout } = await lint("health.localhost", []);
    expect(exitCode).toBe(0);
    expect(stdout).toContain("health.localhost");
    expect(stdout).toContain("no defects");
  });

  it("prints one JSON document and nothing else", async () => {
    const { exitCode, stdout } = await lint("mount.host-tmp", ["demo", "--json"]);
    const document = documentSchema.parse(JSON.parse(stdout));
    expect(exitCode).toBe(2);
    expect(document).toMatchObject({ environment: "demo", ok: false });
    expect(document.defects.map(({ id, line, service }) => ({ id, line, service }))).toEqual([
      { id: "mount.host-tmp", line: 7, service: "worker" },
    ]);
    expect(document.skipped).toContain("compose.refused");
  });

  it("annotates the lines in GitHub's runners", async () => {
    const { stderr } = await lint("mount.host-tmp", [], { GITHUB_ACTIONS: "true" });
    expect(stderr).toMatch(/^::error file=compose\.yaml,line=7,title=mount\.host-tmp::/mu);
  });

  it("names the nearest environment to one that is not there", async () => {
    const { exitCode, stderr } = await lint("mount.host-tmp", ["dmo"]);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('did you mean "demo"?');
  });
});
