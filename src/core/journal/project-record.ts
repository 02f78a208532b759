import * as z from "zod";
import type { Environment } from "../environment/environment.ts";
import { parseJson } from "../../world/parse-json.ts";
import type { World } from "../../world/world.ts";

const recordSchema = z.looseObject({
  project: z.string(),
  environment: z.string(),
  aliases: z.array(z.string()).default([]),
});

/** What `up` leaves behind of a project, so that it can be found again when the manifest cannot be read. */
export type ProjectRecord = z.infer<typeof recordSchema>;

const fileSchema = z.looseObject({ schema: z.number(), projects: z.array(recordSchema).default([]) });

/** Kept in `.stack/projects.json`; a file that cannot be read counts as empty, for it only helps. */
export async function readProjectRecords(
  world: World,
  workingDirectory: string,
): Promise<readonly ProjectRecord[]> {
  const content = await world.files.read(recordPath(world, workingDirectory));
  if (content.kind !== "text") return [];
  const parsed = fileSchema.safeParse(parseJson(content.text));
  return parsed.success ? parsed.data.projects : [];
}

export async function recordProject(world: World, environment: Environment): Promise<void> {
  const known = await readProjectRecords(world, environment.workingDirectory);
  const record: ProjectRecord = {
    project: environment.project.name,
    environment: environment.name,
    aliases: environment.definition.aliases,
  };
  if (known.some((each) => JSON.stringify(each) === JSON.stringify(record))) return;
  const projects = [...known.filter(({ project }) => project !== record.project), record];
  await world.files.makeDirectory(environment.stateDirectory, 0o700);
  const text = `${JSON.stringify({ schema: 1, projects }, undefined, 2)}\n`;
  await world.files.writeAtomically(recordPath(world, environment.workingDirectory), text, 0o600);
}

function recordPath(world: World, workingDirectory: string): string {
  return world.files.resolve(workingDirectory, ".stack", "projects.json");
}
