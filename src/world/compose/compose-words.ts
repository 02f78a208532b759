import { envFilesOf } from "./compose.ts";
import type { ComposeProject } from "./compose.ts";

/** Without any, Compose would quietly read a `.env` that happens to lie in the folder. */
const noEnvFile = "/dev/null";

/** The words after `docker compose` that name a project, as one would type them. */
export function projectWords(project: ComposeProject): readonly string[] {
  const envFiles = envFilesOf(project);
  return [
    "-p",
    project.name,
    "--project-directory",
    project.directory,
    ...project.files.flatMap((file) => ["-f", file]),
    ...(envFiles.length > 0 ? envFiles : [noEnvFile]).flatMap((file) => ["--env-file", file]),
    ...project.profiles.flatMap((profile) => ["--profile", profile]),
  ];
}
