import { execa } from "execa";

/** Runs docker by hand, as a person would beside the launcher; throws with its words when it fails. */
export async function docker(...words: readonly string[]): Promise<string> {
  const { stdout } = await execa("docker", words, { stdin: "ignore" });
  return stdout;
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
  const found = await Promise.all([
    lines("ps", "-a", "--format", "container {{.Names}}", ...ofProject(project)),
    lines("network", "ls", "--format", "network {{.Name}}", ...ofProject(project)),
    lines("volume", "ls", "--format", "volume {{.Name}}", ...ofProject(project)),
  ]);
  return found.flat();
}

/** Removes a project whatever state it is in; by its own label only, never anything else. */
export async function removeProject(project: string): Promise<void> {
  const containers = await lines("ps", "-aq", ...ofProject(project));
  if (containers.length > 0) await execa("docker", ["rm", "-f", "-v", ...containers], { reject: false });
  for (const network of await lines("network", "ls", "-q", ...ofProject(project))) {
    await execa("docker", ["network", "rm", network], { reject: false });
  }
  for (const volume of await lines("volume", "ls", "-q", ...ofProject(project))) {
    await execa("docker", ["volume", "rm", volume], { reject: false });
  }
}
