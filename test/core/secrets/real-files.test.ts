import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { completeSecrets, type Completion } from "../../../src/core/secrets/complete.ts";
import { secretSpecsSchema } from "../../../src/core/secrets/secret-spec.ts";
import { holdSecrets } from "../../../src/core/secrets/store/secrets-lock.ts";
import { createWorld } from "../../../src/world/node-world.ts";

const specs = secretSpecsSchema.parse({
  A: { kind: "password", file: "a", mode: "0444", derived: { "a.conf": "password {value}\n" } },
  B: { kind: "api-key", prefix: "sk-" },
});
const world = createWorld(undefined);
let directory = "";
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "stack-secrets-"));
});
afterEach(() => rmSync(directory, { recursive: true }));

const complete = () =>
  completeSecrets(world, { environment: "development", directory, specs, variables: {} });
const text = (path: string) => readFileSync(join(directory, path), "utf8");
const mode = (path: string) => (statSync(join(directory, path)).mode & 0o777).toString(8);

describe("secrets on a real disk", () => {
  it("have the rights they ought to have, and leave no temporary file behind", async () => {
    await complete();
    const paths = [
      "secrets",
      "secrets/development",
      "secrets/development/a",
      "secrets/development/a.conf",
      ".env.development",
    ];
    expect(paths.map(mode)).toEqual(["700", "700", "444", "444", "600"]);
    expect(readdirSync(join(directory, "secrets/development")).sort()).toEqual(["a", "a.conf"]);
  });

  it("are not written again when nothing is missing: no byte, no date", async () => {
    await complete();
    const before = statSync(join(directory, ".env.development"), { bigint: true });
    await complete();
    const after = statSync(join(directory, ".env.development"), { bigint: true });
    expect([after.ino, after.mtimeNs]).toEqual([before.ino, before.mtimeNs]);
  });

  it("are one consistent set when twenty generate them at once", async () => {
    const runs = await Promise.all(
      Array.from({ length: 20 }, () =>
        holdSecrets(
          world,
          { environment: "development", directory },
          { command: "generate", onWait: () => {} },
          complete,
        ),
      ),
    );
    const completions = runs.flatMap((run): readonly Completion[] =>
      run.kind === "held" ? [run.value] : [],
    );
    expect(completions.map(({ generated }) => generated.length).sort((a, b) => a - b)).toEqual([
      ...Array.from({ length: 19 }, () => 0),
      2,
    ]);
    expect(completions.flatMap(({ problems }) => problems)).toEqual([]);
    expect(text(".env.development").match(/^B=sk-[\w-]+$/gmu)).toHaveLength(1);
    expect(text("secrets/development/a.conf")).toBe(`password ${text("secrets/development/a")}\n`);
  });
});

/** A file system of its own, 64 KiB small; only root can make one. */
describe.runIf(process.getuid?.() === 0 && process.platform === "linux")("a disk that is really full", () => {
  beforeEach(() => {
    try {
      execFileSync("mount", ["-t", "tmpfs", "-o", "size=64k", "tmpfs", directory], { stdio: "ignore" });
    } catch {
      // a container without the right to mount
    }
  });
  afterEach(() => {
    try {
      execFileSync("umount", [directory], { stdio: "ignore" });
    } catch {
      // nothing was mounted
    }
  });

  it("leaves the old env file whole, and says so", async (context) => {
    const isSmall = (await world.files.freeBytes(directory)) ?? 0;
    if (isSmall > 65_536) context.skip("tmpfs cannot be mounted here");
    writeFileSync(join(directory, ".env.development"), "MINE=1\n");
    const free = (await world.files.freeBytes(directory)) ?? 0;
    writeFileSync(join(directory, "filler"), Buffer.alloc(Math.max(0, free - 8192)));
    const done = await complete();
    expect(done.problems).toMatchObject([{ id: "secrets.not-written", blocking: true }]);
    expect(done.problems[0]?.detail).toMatch(/no space left/iu);
    expect(text(".env.development")).toBe("MINE=1\n");
    rmSync(join(directory, "filler"));
    expect((await complete()).problems).toEqual([]);
    expect(text(".env.development")).toMatch(/^MINE=1\nB=sk-/u);
  });
});
