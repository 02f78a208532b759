import { randomBytes } from "node:crypto";
import { cp, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { findManifest } from "../../src/core/environment/find-manifest.ts";
import { completeSecrets } from "../../src/core/secrets/complete.ts";
import { createWorld } from "../../src/world/node-world.ts";
import { leftOf, removeProject } from "./docker.ts";
import { freePort } from "./free-port.ts";

const root = new URL("../..", import.meta.url).pathname;

export interface ProgramProject {
  readonly name: string;
  readonly directory: string;
  readonly ports: Readonly<Record<string, number>>;
  compose(...words: readonly string[]): Promise<string>;
  /** Runs inside a service's container; the exit code is part of the answer. */
  inside(
    service: string,
    ...words: readonly string[]
  ): Promise<{ exitCode: number | undefined; all: string }>;
  end(): Promise<void>;
}

const portVariables = ["POSTGRES_PORT", "REDIS_PORT", "HTTP_PORT", "HTTPS_PORT", "PROMETHEUS_PORT"];

/** Production as it is shipped, copied, with secrets of its own, and one more layer that only changes the images. */
export async function programProject(files: Readonly<Record<string, string>>): Promise<ProgramProject> {
  const directory = await mkdtemp(join(tmpdir(), "stack-programs-"));
  for (const name of ["compose", "configs", "stack.yaml"]) {
    await cp(join(root, name), join(directory, name), { recursive: true });
  }
  for (const [file, text] of Object.entries(files)) await writeFile(join(directory, "compose", file), text);
  const ports = Object.fromEntries(
    await Promise.all(portVariables.map(async (name) => [name, await freePort()] as const)),
  );
  await generateSecrets(directory, ports);
  const name = `programs-${randomBytes(4).toString("hex")}`;
  const layers = ["base", "production", "programs"].flatMap((layer) => ["-f", `compose/${layer}.yaml`]);
  const words = ["compose", "-p", name, "--env-file", ".env.production", ...layers];
  const run = (args: readonly string[], reject: boolean) =>
    execa("docker", [...words, ...args], { cwd: directory, stdin: "ignore", all: true, reject });
  return {
    name,
    directory,
    ports,
    compose: async (...args) => (await run(args, true)).all,
    inside: async (service, ...args) => {
      const { exitCode, all } = await run(["exec", "-T", service, ...args], false);
      return { exitCode, all };
    },
    end: async () => {
      await removeProject(name);
      const left = await leftOf(name);
      if (left.length > 0) throw new Error(`left behind: ${left.join(", ")}`);
      await rm(directory, { recursive: true, force: true });
    },
  };
}

async function generateSecrets(directory: string, ports: Readonly<Record<string, number>>): Promise<void> {
  const world = createWorld(directory);
  const found = await findManifest(world, directory);
  if (found.kind === "failed") throw new Error(JSON.stringify(found.error));
  const settings = Object.entries(ports).map(([name, port]) => [name, String(port)]);
  const { problems } = await completeSecrets(world, {
    environment: "production",
    directory,
    specs: found.value.manifest.secrets,
    variables: { STACK_ENVIRONMENT: "production", ...Object.fromEntries(settings) },
  });
  if (problems.length > 0) throw new Error(JSON.stringify(problems));
}
