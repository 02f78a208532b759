import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { busybox, ensureBusybox } from "./images.ts";

/** An engine by its address, asked by hand. */
export type Docker = (...words: readonly string[]) => Promise<string>;

export function dockerOf(host: string): Docker {
  return async (...words) => (await execa("docker", ["-H", host, ...words], { stdin: "ignore" })).stdout;
}

/**
 * A host full of others: what the original's scripts would have deleted by its name, another project with the same
 * service names, and things with our project's label that nobody of ours made.
 */
export async function addBystanders(
  docker: Docker,
  host: string,
  folder: string,
  stolen: string,
): Promise<void> {
  await loadBusybox(host);
  for (const name of ["postgres-prod", "multimodal_backup"]) {
    await docker("network", "create", name);
    await docker("volume", "create", name);
    const fill = `head -c 20000 /dev/urandom > /data/blob; ${name === "postgres-prod" ? "sleep 1000000" : "true"}`;
    const options = ["--name", name, "--network", name, "-v", `${name}:/data`, "--stop-signal", "KILL"];
    await docker("run", "-d", ...options, busybox, "sh", "-c", fill);
  }
  await otherProject(host, folder);
  const label = `com.docker.compose.project=${stolen}`;
  await docker("network", "create", "--label", label, "stolen");
  await docker("volume", "create", "--label", label, "stolen");
  const options = ["--label", label, "--name", "stolen", "--network", "stolen", "-v", "stolen:/data"];
  await docker(
    "run",
    "-d",
    ...options,
    "--stop-signal",
    "KILL",
    busybox,
    "sh",
    "-c",
    "echo x > /data/x; sleep 1000000",
  );
  await docker("tag", busybox, `${stolen}-db:latest`);
  // what nothing uses and nobody named
  await docker("commit", "multimodal_backup");
}

async function loadBusybox(host: string): Promise<void> {
  await ensureBusybox();
  await execa("sh", ["-c", 'docker save "$1" | docker -H "$2" load', "sh", busybox, host]);
}

/** With our services' names, from a folder of its own. */
async function otherProject(host: string, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const service = {
    image: busybox,
    command: ["sh", "-c", "echo theirs > /data/x; exec sleep 1000000"],
    stop_signal: "SIGKILL",
    volumes: ["data:/data"],
  };
  const services = { db: service, web: service };
  await writeFile(
    join(folder, "compose.yaml"),
    JSON.stringify({ name: "theirs", services, volumes: { data: {} } }),
  );
  await execa("docker", ["-H", host, "compose", "up", "-d"], { cwd: folder, stdin: "ignore" });
}

/** Everything on the engine with what identifies it; of volumes, what is in them. */
export async function everythingOn(docker: Docker, engineFolder: string): Promise<readonly string[]> {
  const containers = (await docker("ps", "-aq", "--no-trunc")).split("\n").filter((id) => id !== "");
  const looks = "container {{.Name}} {{.Id}} {{.State.Status}} {{.State.StartedAt}} {{json .Mounts}}";
  const found = await Promise.all([
    containers.length === 0 ? "" : docker("inspect", "--format", looks, ...containers),
    docker("network", "ls", "--no-trunc", "--format", "network {{.Name}} {{.ID}}"),
    docker("volume", "ls", "--format", "volume {{.Name}}"),
    docker("image", "ls", "-a", "--no-trunc", "--format", "image {{.Repository}}:{{.Tag}} {{.ID}}"),
    filesIn(join(engineFolder, "data", "volumes")),
  ]);
  return found
    .flatMap((text) => text.split("\n"))
    .filter((line) => line !== "")
    .toSorted((one, other) => one.localeCompare(other));
}

async function filesIn(volumes: string): Promise<string> {
  const line = "find . -path './*/_data/*' -type f | sort | xargs -r sha256sum | sed 's/^/file /'";
  return (await execa("sh", ["-c", line], { cwd: volumes })).stdout;
}

/** `container shop-web-1`: what a preview names, of what an engine has. */
export function named(everything: readonly string[]): readonly string[] {
  return everything
    .filter((line) => !line.startsWith("file "))
    .map((line) => line.split(" ").slice(0, 2).join(" ").replace(" /", " "));
}
