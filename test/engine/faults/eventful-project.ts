import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { expect } from "vitest";
import type { Ended, RunningProgram } from "../../program/run-program.ts";
import { eventsIn, resultIn, statesIn } from "../../program/stream.ts";
import { containerIds } from "../docker.ts";
import { answers, listens, runs } from "../services.ts";
import { testProject } from "../test-project.ts";
import type { TestProject } from "../test-project.ts";

/** All that a start does: secrets, create, starts in order, a one-shot, one that only Compose can start. */
export async function eventfulProject(): Promise<TestProject> {
  return testProject({
    secrets: {
      TOKEN: { kind: "password", length: 24 },
      FILE_TOKEN: { kind: "password", length: 24, file: "file_token", mode: "0444" },
    },
    compose: {
      services: {
        db: answers({ environment: { TOKEN: "${TOKEN}" }, secrets: ["file_token"], volumes: ["data:/data"] }),
        migrate: runs("test -s /run/secrets/file_token", {
          secrets: ["file_token"],
          depends_on: { db: { condition: "service_healthy" } },
        }),
        app: answers({
          deploy: { replicas: 2 },
          depends_on: { migrate: { condition: "service_completed_successfully" } },
        }),
        hooked: answers({ post_start: [{ command: ["touch", "/tmp/hooked"], user: "0" }] }),
        echo: listens(),
      },
      volumes: { data: {} },
      secrets: { file_token: { file: "./secrets/demo/file_token" } },
    },
  });
}

/** What a start of it comes to when nothing goes wrong. */
export const allWell = {
  db: "ready",
  migrate: "completed",
  app: "ready",
  hooked: "ready",
  echo: "ready",
} as const;

let whole: Promise<Ended> | undefined;

/** How long a whole start takes here and now, for the moments to spread over; tried once. */
export async function lengthOfAStart(): Promise<number> {
  return (await wholeStart()).tookMs;
}

/** Until a start has told that part of all that a whole one tells: the same place in it, however busy the machine. */
export async function untilTold(running: RunningProgram, part: number): Promise<void> {
  const { stdout } = await wholeStart();
  await running.told(Math.ceil(part * stdout.trim().split("\n").length));
}

async function wholeStart(): Promise<Ended> {
  whole ??= eventfulProject().then(async (project) => {
    const run = await project.stack("up", "demo", "--json");
    expect([run.exitCode, run.stderr]).toEqual([0, expect.any(String)]);
    return run;
  });
  return whole;
}

/**
 * Of a start whose engine went away: its exit code follows from what it says of its services, and whoever is not up
 * says why. `whyNot` is what that may be.
 */
export function expectLossSaid({ stdout, stderr, exitCode }: Ended, whyNot: RegExp): void {
  expect(stderr).toBe("");
  const { services, message, ok } = resultIn(stdout);
  const failed = services.filter(({ state }) => state === "failed");
  const isWell = isDeepStrictEqual(statesIn(stdout), allWell);
  expect([exitCode, ok], stdout).toEqual([isWell ? 0 : failed.length > 0 ? 4 : 3, isWell]);
  for (const { name, reason } of failed) expect(`${name}: ${reason ?? ""}`).toMatch(whyNot);
  // what a check blocked has been said by its finding, and is not said again
  if (exitCode === 3) expect([message, ...failedChecks(stdout)].join("\n")).toMatch(whyNot);
}

function failedChecks(stdout: string): readonly string[] {
  return eventsIn(stdout).flatMap(({ type, ...event }) => {
    const told = JSON.stringify(event);
    return type === "finding" && told.includes('"status":"fail"') ? [told] : [];
  });
}

/** What the env file and the secret files hold now; "" for those that are not there yet. */
export async function secretsOf({ directory }: TestProject): Promise<readonly string[]> {
  const files = [".env.demo", "secrets/demo/file_token"];
  return Promise.all(files.map((file) => readFile(join(directory, file), "utf8").catch(() => "")));
}

/** A second start carries on: everything comes up, nothing twice, and no secret that was written is another now. */
export async function expectConvergence(project: TestProject, before: readonly string[]): Promise<void> {
  const again = await project.stack("up", "demo", "--json");
  expect(again.stdout + again.stderr).toContain('"exitCode":0');
  expect(statesIn(again.stdout)).toEqual(allWell);
  await expectNothingTwice(project);
  const after = await secretsOf(project);
  for (const [index, text] of before.entries()) {
    for (const line of text.split("\n")) expect(after[index]).toContain(line);
  }
}

export async function expectNothingTwice({ name }: TestProject): Promise<void> {
  const names = Object.keys(await containerIds(name));
  expect(names.toSorted((a, b) => a.localeCompare(b))).toEqual([
    "app-1",
    "app-2",
    "db-1",
    "echo-1",
    "hooked-1",
    "migrate-1",
  ]);
}
