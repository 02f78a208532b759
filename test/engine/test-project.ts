import { randomBytes } from "node:crypto";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";
import { runProgram, startProgram } from "../program/run-program.ts";
import type { Ended, RunningProgram } from "../program/run-program.ts";
import { leftOf, removeProject } from "./docker.ts";
import { ensureBusybox } from "./images.ts";

export interface TestProject {
  /** The Compose project of its only environment, `demo`. */
  readonly name: string;
  readonly directory: string;
  /** Runs `stack <words>` in its folder. */
  readonly stack: (...words: readonly string[]) => Promise<Ended>;
  /** With these variables in its environment. */
  readonly stackWith: (
    environment: Readonly<Record<string, string>>,
    ...words: readonly string[]
  ) => Promise<Ended>;
  start(...words: readonly string[]): RunningProgram;
  startWith(environment: Readonly<Record<string, string>>, ...words: readonly string[]): RunningProgram;
  write(file: string, content: unknown): Promise<void>;
}

export interface ProjectParts {
  /** The Compose file: services, and whatever else stands at its top. */
  readonly compose: Readonly<Record<string, unknown>>;
  /** More of the environment's stanza in the manifest. */
  readonly environment?: Readonly<Record<string, unknown>>;
  readonly secrets?: Readonly<Record<string, unknown>>;
  readonly files?: Readonly<Record<string, string>>;
}

/** A folder with a manifest and one Compose file, under a name that nobody else has; gone after the test. */
export async function testProject(parts: ProjectParts): Promise<TestProject> {
  await ensureBusybox();
  const project = await openProject();
  onTestFinished(() => closeProject(project));
  await project.write("stack.yaml", {
    name: project.name.replace(/-demo$/u, ""),
    environments: { demo: { layers: ["compose.yaml"], ...parts.environment } },
    secrets: parts.secrets ?? {},
  });
  await project.write("compose.yaml", parts.compose);
  for (const [file, content] of Object.entries(parts.files ?? {})) await project.write(file, content);
  return project;
}

export async function openProject(): Promise<TestProject> {
  const directory = await mkdtemp(join(tmpdir(), "stack-proof-"));
  return {
    name: `proof-${randomBytes(4).toString("hex")}-demo`,
    directory,
    stack: (...words) => runProgram({ words, directory }),
    stackWith: (environment, ...words) => runProgram({ words, directory, environment }),
    start: (...words) => startProgram({ words, directory }),
    startWith: (environment, ...words) => startProgram({ words, directory, environment }),
    write: async (file, content) => {
      await mkdir(dirname(join(directory, file)), { recursive: true });
      // JSON is YAML
      await writeFile(
        join(directory, file),
        typeof content === "string" ? content : JSON.stringify(content, undefined, 2),
      );
    },
  };
}

/** Everything of it goes, its rehearsal too; what cannot be removed fails the test that made it. */
export async function closeProject({ name, directory }: TestProject): Promise<void> {
  for (const project of [name, `${name}-rehearsal`]) {
    await removeProject(project);
    const left = await leftOf(project);
    if (left.length > 0) throw new Error(`left behind: ${left.join(", ")}`);
  }
  await rm(directory, { recursive: true, force: true });
}
