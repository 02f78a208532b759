import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { $ } from "zx";

/** A Compose project with a manifest, in a folder of its own, under one environment: `demo`. */
export interface BenchProject {
  readonly directory: string;
  /** `docker compose` with a file of the folder, as the launcher would say it. */
  compose(file: string, ...words: readonly string[]): readonly string[];
  readonly project: string;
  /** Takes its containers and networks away. */
  clear(): Promise<void>;
  remove(): Promise<void>;
}

type Models = Readonly<Record<string, unknown>>;

/** `models`: Compose files by name; `compose.yaml` is the one that the manifest names. */
export async function benchProject(name: string, models: Models): Promise<BenchProject> {
  const directory = await mkdtemp(join(tmpdir(), "stack-bench-"));
  const project = `${name}-demo`;
  const manifest = { name, environments: { demo: { layers: ["compose.yaml"] } } };
  for (const [file, content] of Object.entries({ "stack.yaml": manifest, ...models })) {
    // JSON is YAML
    await writeFile(join(directory, file), JSON.stringify(content, undefined, 2));
  }
  return {
    directory,
    project,
    compose: (file, ...words) => [
      "docker",
      "compose",
      "-p",
      project,
      "-f",
      file,
      "--env-file",
      "/dev/null",
      ...words,
    ],
    clear: async () => clear(project),
    remove: async () => {
      await clear(project);
      await rm(directory, { recursive: true, force: true });
    },
  };
}

async function clear(project: string): Promise<void> {
  const filter = `label=com.docker.compose.project=${project}`;
  const containers = (await $`docker ps -aq --filter ${filter}`).stdout.split("\n").filter((id) => id !== "");
  if (containers.length > 0) await $`docker rm -f -v ${containers}`;
  const networks = (await $`docker network ls -q --filter ${filter}`).stdout
    .split("\n")
    .filter((id) => id !== "");
  if (networks.length > 0) await $`docker network rm ${networks}`;
}
