import { cp, readdir, readFile, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { onTestFinished } from "vitest";
import { runProgram } from "../program/run-program.ts";
import type { Ended } from "../program/run-program.ts";
import { freePort } from "./free-port.ts";
import { closeProject, openProject } from "./test-project.ts";

const root = resolve(import.meta.dirname, "../..");

export interface ShippedProject {
  /** The Compose project of the environment's rehearsal. */
  readonly rehearsal: string;
  readonly directory: string;
  /** `up <environment> --rehearse` with these words after it. */
  readonly rehearse: (...words: readonly string[]) => Promise<Ended>;
  readonly stack: (...words: readonly string[]) => Promise<Ended>;
}

/** The stack that is shipped, under a name and on host ports of its own, so that nothing else of this machine is met. */
export async function shippedProject(environment = "development"): Promise<ShippedProject> {
  const opened = await openProject();
  const prefix = opened.name.replace(/-demo$/u, "");
  const project = { ...opened, name: `${prefix}-${environment}` };
  onTestFinished(() => closeProject(project));
  const { directory } = project;
  for (const part of ["stack.yaml", "compose", "configs"]) {
    await cp(join(root, part), join(directory, part), { recursive: true });
  }
  const manifest = join(directory, "stack.yaml");
  const text = await readFile(manifest, "utf8");
  await writeFile(manifest, text.replace(/^name: multimodal\b/mu, `name: ${prefix}`));
  const ports = await portSettings(directory);
  const stack = async (...words: readonly string[]): Promise<Ended> => runProgram({ words, directory });
  return {
    rehearsal: `${project.name}-rehearsal`,
    directory,
    stack,
    rehearse: (...words) => stack("up", environment, "--rehearse", ...ports, ...words),
  };
}

/** Every host port of every layer is a variable with a default: `${POSTGRES_PORT:-5432}:5432`. */
async function portSettings(directory: string): Promise<readonly string[]> {
  const layers = await readdir(join(directory, "compose"));
  const texts = await Promise.all(layers.map((name) => readFile(join(directory, "compose", name), "utf8")));
  const names = texts.flatMap((text) =>
    [...text.matchAll(/\$\{([A-Z0-9_]+):-\d+\}:\d+/gu)].flatMap(([, name]) => name ?? []),
  );
  const settings = await Promise.all(
    [...new Set(names)].map(async (name) => ["--set", `${name}=${String(await freePort())}`]),
  );
  return settings.flat();
}
