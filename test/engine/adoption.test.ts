import { appendFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { programPath } from "../program/run-program.ts";
import { postgres } from "./debian-images.ts";
import { moments, record, seed } from "./faults/moments.ts";
import { heldByHeir, heldByPredecessor, oldPassword, predecessorBox } from "./predecessor.ts";
import type { PredecessorBox } from "./predecessor.ts";

let box: PredecessorBox;
let held: string;
/** Of a predecessor that stands still. */
let originals: string | undefined;

const adopt = ["first-run", "--yes", "--leftovers", "adopt"] as const;
const sources = ["postgres_data", "redis_data", "minio_data"].map((key) => `llm-multimodal-stack_${key}`);
/** No volume takes less: three containers are made and removed for each. */
const shortestMs = 200;
const oldContainers = ["multimodal-minio", "multimodal-postgres", "multimodal-redis"];

beforeAll(async () => {
  box = await predecessorBox();
  held = await heldByPredecessor(box);
});
afterAll(() => box[Symbol.asyncDispose]());

function statesOfPredecessor(): Promise<string> {
  return box.docker([
    "inspect",
    "--format",
    "{{.State.Status}} {{.State.ExitCode}}",
    ...oldContainers.slice(1),
  ]);
}

/** As if the environment had never been. */
async function forgetHeir(): Promise<void> {
  const run = await box.stack("reset", "development", "--volumes", "--no-backup", "--yes");
  expect(run.exitCode, run.stderr).toBe(0);
  for (const name of [".stack", "secrets", ".env.development"]) {
    await rm(join(box.folder, name), { recursive: true, force: true });
  }
}

describe(`a first run that adopts what start-environment.sh left (seed ${String(seed)})`, () => {
  test("says beforehand what each choice would do, and that keeping is what happens unasked", async () => {
    const kept = await box.stack("first-run", "--yes");
    expect(kept.exitCode, kept.stderr).toBe(0);
    expect(kept.stderr).toMatch(/keep: .*go on running; development has data of its own/u);
    expect(kept.stderr).toMatch(/adopt: stops .*copies 3 volumes \(\d+ MiB, .* are free\)/u);
    expect(kept.stderr).toMatch(/_redis_data \(.*\) is copied to heir-development_redis-7-data/u);
    expect(kept.stderr).toContain("POSTGRES_PASSWORD: taken over into development's secrets, unseen");
    expect(kept.stderr).toContain("left as it is");
    expect(await statesOfPredecessor()).toBe("running 0\nrunning 0");
    await forgetHeir();
  });

  test("copies rows, keys and files, which the new environment has under the old passwords", async () => {
    // as an earlier start that came no further leaves it
    const labels = ["project=heir-development", "volume=minio-data"].map(
      (label) => `com.docker.compose.${label}`,
    );
    const empty = ["volume", "create", ...labels.flatMap((label) => ["--label", label])];
    await box.docker([...empty, "heir-development_minio-data"]);
    const run = await box.stack(...adopt);
    expect(run.exitCode, run.stderr).toBe(0);
    expect(run.stderr.match(/read back and the same/gu)).toHaveLength(3);
    expect(run.stderr + run.stdout).not.toContain(oldPassword);
    expect(await heldByHeir(box)).toBe(held);
    expect(await statesOfPredecessor()).toBe("exited 0\nexited 0");
    expect(await box.docker(["volume", "ls", "--quiet", "--filter", "dangling=true"])).toBe("");
    originals = await box.originals();
  });

  test("leaves volumes that Compose takes for its own", async () => {
    const before = await box.docker(["ps", "--no-trunc", "--format", "{{.ID}} {{.Names}}"]);
    const up = await box.stack("compose", "development", "--", "up", "-d");
    expect([up.exitCode, up.stderr]).toEqual([0, expect.not.stringMatching(/warn|recreat|already exists/iu)]);
    expect(await box.docker(["ps", "--no-trunc", "--format", "{{.ID}} {{.Names}}"])).toBe(before);
  });

  test("run again keeps what is there by now", async () => {
    const run = await box.stack(...adopt);
    expect(run.exitCode, run.stderr).toBe(0);
    expect(run.stderr.match(/has data already, which is kept/gu)).toHaveLength(3);
    expect(run.stderr).not.toContain("copying");
    expect(await heldByHeir(box)).toBe(held);
    expect(await box.originals()).toBe(originals);
    await forgetHeir();
  });

  test.each(moments("adopt"))(
    "killed after %f of the copying, starts over with what was half copied, and ends the same",
    async (part) => {
      const running = box.start(...adopt);
      const at = part * sources.length;
      await running.said(`copying ${sources[Math.floor(at)] ?? ""}`);
      await delay((at % 1) * shortestMs);
      running.process.kill("SIGKILL");
      const killed = await running.ended;
      originals ??= await box.originals();
      const up = await box.stack("up", "development");
      expect([up.exitCode, up.stdout + up.stderr]).toEqual([2, expect.stringContaining("was cut off")]);
      const again = await box.stack("first-run", "--yes");
      record("kill -9 of an adoption", { part, signal: killed.signal, exitCode: again.exitCode });
      expect(again.exitCode, again.stderr).toBe(0);
      expect(again.stderr).toContain("read back and the same");
      expect(await heldByHeir(box)).toBe(held);
      expect(await box.originals()).toBe(originals);
      await forgetHeir();
    },
  );

  test("interrupted, takes the half copy away; who keeps after that starts without the data", async () => {
    const running = box.start(...adopt);
    await running.said("copying llm-multimodal-stack_minio_data");
    await delay(shortestMs);
    running.process.kill("SIGINT");
    expect((await running.ended).exitCode).toBe(130);
    expect((await box.stack("up", "development")).exitCode).toBe(2);
    expect(await box.docker(["ps", "--all", "--format", "{{.Names}}"])).not.toContain("stack-holds");
    const kept = await box.stack("first-run", "--yes", "--leftovers", "keep");
    expect(kept.exitCode, kept.stderr).toBe(0);
    expect(await box.originals()).toBe(originals);
    await forgetHeir();
  });

  test("leaves out what another version wrote, saves its rows as SQL, and copies the rest", async () => {
    await box.docker(["tag", postgres, "stack-test/postgres:17"]);
    await box.stack("secrets", "generate", "development");
    await appendFile(join(box.folder, ".env.development"), "POSTGRES_IMAGE=stack-test/postgres:17\n");
    await box.docker(["start", "multimodal-postgres"]);
    const wait = "until pg_isready -q -h 127.0.0.1; do sleep 0.1; done";
    await box.docker(["exec", "multimodal-postgres", "sh", "-c", wait]);
    const run = await box.stack(...adopt);
    expect(run.exitCode, run.stderr).toBe(0);
    expect(run.stderr).toContain("PostgreSQL 15 wrote it, and development has PostgreSQL 17");
    expect(run.stderr.match(/read back and the same/gu)).toHaveLength(2);
    expect(await statesOfPredecessor()).toBe("exited 0\nexited 0");
    const [advice = "no advice"] = /stack compose .* < \S+/u.exec(run.stderr) ?? [];
    expect(advice).toContain("< backups/predecessor-postgres.sql");
    await execa("sh", ["-c", advice.replace("stack", `"${process.execPath}" "${programPath}"`)], {
      cwd: box.folder,
      env: { DOCKER_HOST: box.host },
    });
    expect(await heldByHeir(box)).toBe(held);
  });
});
