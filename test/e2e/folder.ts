import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";
import { runProgram } from "../program/run-program.ts";
import type { Ended } from "../program/run-program.ts";
import { fakeDocker } from "./fake-docker.ts";
import type { FakeDocker } from "./fake-docker.ts";

export interface Folder {
  readonly directory: string;
  readonly run: (...words: readonly string[]) => Promise<Ended>;
}

export interface FolderParts {
  /** By name; a name that ends in a slash is a folder. */
  readonly files?: Readonly<Record<string, string>>;
  readonly docker?: FakeDocker | "none";
  readonly environment?: Readonly<Record<string, string>>;
  /** Runs the program as this user; only root can. */
  readonly userId?: number;
}

export const manifest =
  "name: bad-input\nenvironments:\n  demo:\n    aliases: [d]\n    layers: [compose.yaml]\n";
export const layer = "services:\n  page:\n    image: example/page:1\n";

/** A folder with a manifest in which `stack` runs with a docker whose every answer is known, and no engine. */
export async function folder(parts: FolderParts = {}): Promise<Folder> {
  const directory = await mkdtemp(join(tmpdir(), "stack-bad-input-"));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  // whoever the test runs as may be somebody else in it
  await chmod(directory, 0o777);
  for (const [name, text] of Object.entries({
    "stack.yaml": manifest,
    "compose.yaml": layer,
    ...parts.files,
  })) {
    await mkdir(join(directory, name.endsWith("/") ? name : dirname(name)), { recursive: true });
    if (!name.endsWith("/")) await writeFile(join(directory, name), text);
  }
  const path = parts.docker === "none" ? directory : await fakeDocker(parts.docker);
  const environment = {
    PATH: path,
    HOME: directory,
    DOCKER_HOST: `unix://${directory}/no-engine.sock`,
    ...parts.environment,
  };
  const as = parts.userId === undefined ? {} : { userId: parts.userId };
  return { directory, run: (...words) => runProgram({ words, directory, environment, ...as }) };
}
