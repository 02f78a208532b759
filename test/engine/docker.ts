import { request } from "node:http";
import { execa } from "execa";
import * as z from "zod";

/** Runs docker by hand, as a person would beside the launcher; throws with its words when it fails. */
export async function docker(...words: readonly string[]): Promise<string> {
  const { stdout } = await execa("docker", words, { stdin: "ignore" });
  return stdout;
}

/** Whether the Compose at hand is that new: for what an older one does not read at all. */
export async function composeIsAtLeast(major: number, minor: number): Promise<boolean> {
  const [own = 0, at = 0] = (await docker("compose", "version", "--short"))
    .replace(/^v/u, "")
    .split(".")
    .map(Number);
  return own > major || (own === major && at >= minor);
}

export async function lines(...words: readonly string[]): Promise<readonly string[]> {
  return (await docker(...words)).split("\n").filter((line) => line !== "");
}

export function ofProject(project: string): readonly string[] {
  return ["--filter", `label=com.docker.compose.project=${project}`];
}

/** Container id by container name. */
export async function containerIds(project: string): Promise<Readonly<Record<string, string>>> {
  const rows = await lines("ps", "-a", "--no-trunc", "--format", "{{.Names}} {{.ID}}", ...ofProject(project));
  return Object.fromEntries(
    rows.map((row) => row.split(" ")).map(([name = "", id = ""]) => [name.replace(`${project}-`, ""), id]),
  );
}

/** What is left of a project: containers, networks, volumes. */
export async function leftOf(project: string): Promise<readonly string[]> {
  const { containers, networks, volumes } = await thingsOf(project);
  return [
    ...containers.map(({ Names: [name = ""] }) => `container ${name.replace("/", "")}`),
    ...networks.map(({ Name }) => `network ${Name}`),
    ...volumes.map(({ Name }) => `volume ${Name}`),
  ].sort(); // the engine tells them in no order
}

/** Removes a project whatever state it is in; by its own label only, never anything else. */
export async function removeProject(project: string): Promise<void> {
  const { containers, networks, volumes } = await thingsOf(project);
  await Promise.all(
    containers.map(({ Id }) => askEngine("DELETE", `/containers/${Id}`, { force: "1", v: "1" })),
  );
  await Promise.all(networks.map(({ Id }) => askEngine("DELETE", `/networks/${Id}`)));
  await Promise.all(volumes.map(({ Name }) => askEngine("DELETE", `/volumes/${Name}`)));
}

const containersSchema = z.array(z.object({ Id: z.string(), Names: z.array(z.string()) }));
const networksSchema = z.array(z.object({ Id: z.string(), Name: z.string() }));
const volumesSchema = z.object({ Volumes: z.array(z.object({ Name: z.string() })).nullable() });

async function thingsOf(project: string) {
  const filters = JSON.stringify({ label: [`com.docker.compose.project=${project}`] });
  const [containers, networks, volumes] = await Promise.all([
    askEngine("GET", "/containers/json", { all: "1", filters }),
    askEngine("GET", "/networks", { filters }),
    askEngine("GET", "/volumes", { filters }),
  ]);
  return {
    containers: containersSchema.parse(containers),
    networks: networksSchema.parse(networks),
    volumes: volumesSchema.parse(volumes).Volumes ?? [],
  };
}

/**
 * Over the engine's own API: each test looks and cleans up a dozen times, and a `docker` for each is what most of a
 * short test would take. What cannot be removed is no failure here: who removes looks at what is left.
 */
function askEngine(
  method: "GET" | "DELETE",
  path: string,
  query: Readonly<Record<string, string>> = {},
): Promise<unknown> {
  const socketPath = engineSocket();
  return new Promise((resolve, reject) => {
    const asked = request(
      { socketPath, method, path: `${path}?${new URLSearchParams(query).toString()}` },
      (answer) => {
        let text = "";
        answer.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
        answer.on("error", reject).on("end", () => resolve(text === "" ? undefined : JSON.parse(text)));
      },
    );
    asked.on("error", reject).end();
  });
}

/** Of the engine that `docker` means here. */
export function engineSocket(): string {
  return (process.env["DOCKER_HOST"] ?? "unix:///var/run/docker.sock").replace(/^unix:\/\//u, "");
}
