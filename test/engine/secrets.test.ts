import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { docker } from "./docker.ts";
import { secretProject } from "./secret-project.ts";
import type { SecretProject } from "./secret-project.ts";

let project: SecretProject;

beforeAll(async () => {
  project = await secretProject();
});
afterAll(() => project.close());

/** Old values and new ones: what lets a client in. */
async function logIns(postgres: string, redis: string): Promise<readonly boolean[]> {
  return [await project.letsIn("postgres", postgres), await project.letsIn("redis", redis)];
}
const values = async () =>
  [await project.value("POSTGRES_PASSWORD"), await project.value("REDIS_PASSWORD")] as const;

describe("the secrets of a running environment", () => {
  it("are generated and start, whatever the caller's shell exports", async () => {
    const generated = await project.stack("secrets", "generate", "demo", "--json");
    expect(generated.exitCode, generated.stderr).toBe(0);
    expect(JSON.parse(generated.stdout)).toMatchObject({
      generated: ["POSTGRES_PASSWORD", "REDIS_PASSWORD", "API_KEY", "SALT"],
    });
    const up = await project.stack("up", "demo", "--json");
    expect(up.exitCode, up.stdout).toBe(0);
    expect(await logIns(...(await values()))).toEqual([true, true]);
  });

  it("are rotated under clients that never rest, without a failed request", async () => {
    const before = await values();
    const api = await project.container("api");
    const rotated = await project.stack("secrets", "rotate", "demo", "--json");
    expect(rotated.exitCode, rotated.stderr).toBe(0);
    expect(JSON.parse(rotated.stdout)).toMatchObject({
      result: "rotated",
      names: ["POSTGRES_PASSWORD", "REDIS_PASSWORD", "API_KEY"],
    });
    expect(await logIns(...(await values()))).toEqual([true, true]);
    expect(await logIns(...before)).toEqual([false, false]);
    expect(await project.container("api")).not.toBe(api);
    for (const client of ["writer", "reader"] as const) {
      const { ok, failed } = await project.said(client);
      expect(failed).toBe(0);
      await expect
        .poll(async () => (await project.said(client)).ok, { timeout: 10_000 })
        .toBeGreaterThan(ok + 3);
    }
    expect(await docker("inspect", await project.container("writer"))).not.toContain((await values())[0]);
  });
});
