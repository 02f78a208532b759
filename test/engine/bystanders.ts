import { execa } from "execa";
import { busybox, ensureBusybox } from "./images.ts";

/** Where an engine is asked by hand. */
export interface Host {
  /** A shell line where `docker` leads to that engine. */
  readonly shell: (line: string) => Promise<string>;
  /** Loads an image of the shared engine. */
  readonly load: (image: string) => Promise<void>;
  /** Where that shell sees the engine's volumes. */
  readonly volumes: string;
}

export function hostOf(address: string, engineFolder: string): Host {
  const env = { DOCKER_HOST: address };
  const line = 'DOCKER_HOST= docker save "$1" | docker load';
  return {
    shell: async (text) => (await execa("sh", ["-c", text], { env, stdin: "ignore" })).stdout,
    load: async (image) => {
      await execa("sh", ["-c", line, "sh", image], { env });
    },
    volumes: `${engineFolder}/data/volumes`,
  };
}

/**
 * A host full of others: what the original's scripts would have deleted by its name, another project with the same
 * service names, and things with our project's label that nobody of ours made.
 */
export async function addBystanders({ shell, load }: Host, folder: string, stolen: string): Promise<void> {
  await ensureBusybox();
  await load(busybox);
  const run = `docker run -d --stop-signal KILL`;
  for (const name of ["postgres-prod", "multimodal_backup"]) {
    const then = name === "postgres-prod" ? "sleep 1000000" : "true";
    const fill = `head -c 20000 /dev/urandom > /data/blob; ${then}`;
    await shell(`docker network create ${name} && docker volume create ${name}`);
    await shell(`${run} --name ${name} --network ${name} -v ${name}:/data ${busybox} sh -c '${fill}'`);
  }
  const compose = JSON.stringify(theirProject);
  await shell(`mkdir -p ${folder} && echo '${compose}' > ${folder}/compose.yaml`);
  await shell(`cd ${folder} && docker compose up -d`);
  const label = `--label com.docker.compose.project=${stolen}`;
  await shell(`docker network create ${label} stolen && docker volume create ${label} stolen`);
  const steals = `${run} ${label} --name stolen --network stolen -v stolen:/data`;
  await shell(`${steals} ${busybox} sh -c 'echo x > /data/x; sleep 1000000'`);
  await shell(`docker tag ${busybox} ${stolen}-db:latest`);
  // what nothing uses and nobody named
  await shell("docker commit multimodal_backup");
}

const theirService = {
  image: busybox,
  command: ["sh", "-c", "echo theirs > /data/x; exec sleep 1000000"],
  stop_signal: "SIGKILL",
  volumes: ["data:/data"],
};

/** With our services' names, from a folder of its own. */
const theirProject = {
  name: "theirs",
  services: { db: theirService, postgres: theirService },
  volumes: { data: {} },
};

/** Everything on the engine with what identifies it; of volumes, what is in them. */
export async function everythingOn({ shell, volumes }: Host): Promise<readonly string[]> {
  const looks = "container {{.Name}} {{.Id}} {{.State.Status}} {{.State.StartedAt}} {{json .Mounts}}";
  const found = await Promise.all([
    shell(`docker ps -aq --no-trunc | xargs -r docker inspect --format '${looks}'`),
    shell("docker network ls --no-trunc --format 'network {{.Name}} {{.ID}}'"),
    shell("docker volume ls --format 'volume {{.Name}}'"),
    shell("docker image ls -a --no-trunc --format 'image {{.Repository}}:{{.Tag}} {{.ID}}'"),
    shell(
      `cd ${volumes} && find . -path './*/_data/*' -type f | sort | xargs -r sha256sum | sed 's/^/file /'`,
    ),
  ]);
  return found
    .flatMap((text) => text.split("\n"))
    .filter((line) => line !== "")
    .toSorted((one, other) => one.localeCompare(other));
}

/** `container shop-web-1`: what a preview names, of what an engine has. */
export function named(everything: readonly string[]): readonly string[] {
  return everything
    .filter((line) => !line.startsWith("file "))
    .map((line) => line.split(" ").slice(0, 2).join(" ").replace(" /", " "));
}
