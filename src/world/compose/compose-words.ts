import type { ComposeProject } from "./compose.ts";

/** The words after `docker compose` that name a project, as one would type them. */
export function projectWords(project: ComposeProject): readonly string[] {
  return [
    "-p",
    project.name,
    "--project-directory",
    project.directory,
    ...project.files.flatMap((file) => ["-f", file]),
    "--env-file",
    // Without any, Compose would quietly read a `.env` that happens to lie in the folder.
    project.envFile ?? "/dev/null",
    ...project.profiles.flatMap((profile) => ["--profile", profile]),
  ];
}
