import { cleanEnvironment } from "../processes/clean-environment.ts";
import { projectWords } from "./compose-words.ts";
import type { Compose, ComposeProject } from "./compose.ts";
import { withoutEnvFileText } from "../env-file-complaint.ts";
import type { ProcessRequest, ProcessResult, Processes } from "../processes/processes.ts";

export interface ComposeSurroundings {
  readonly processes: Processes;
  /** The caller's environment; only what Compose needs of it is passed on. */
  readonly environment: () => Promise<Readonly<Record<string, string>>>;
}

/** As `create`, which has no `--no-deps`: a service would fail for the image of one that it depends on. */
const createWords = ["up", "--no-start", "--no-deps", "--no-recreate", "--pull", "never", "--no-build"];
const upWords = ["up", "-d", "--no-deps", "--pull", "never", "--no-build"];

export function nodeCompose(surroundings: ComposeSurroundings): Compose {
  const { processes } = surroundings;
  const run = async (asked: ProcessRequest) => withoutEnvFileTextIn(await processes.run(asked));
  const request = requestWith(surroundings);
  return {
    version: async (signal) => {
      const environment = cleanEnvironment(await surroundings.environment());
      return processes.run({
        command: "docker",
        args: ["compose", "version", "--short"],
        environment,
        signal,
      });
    },
    config: async (project, { interpolate, ...more }) => {
      const words = interpolate ? [] : ["--no-interpolate"];
      return run({
        ...(await request(project, ["config", "--format", "json", ...words])),
        ...more,
      });
    },
    configHashes: async (project, signal) =>
      run({ ...(await request(project, ["config", "--hash", "*"])), signal }),
    create: async (project, services, signal) =>
      run({ ...(await request(project, [...createWords, ...services])), signal }),
    up: async (project, services, signal) =>
      run({ ...(await request(project, [...upWords, ...services])), signal }),
    build: async (project, services, signal) => {
      const { buildServices } = await import("./npm-docker-compose.ts");
      const environment = await environmentFor(surroundings, project);
      return withoutEnvFileTextIn(await buildServices({ project, services, environment, signal }));
    },
    handOver: async (project, args) => processes.handOver(await request(project, args)),
    stream: async (project, args, { onLine, signal }) =>
      processes.stream({ ...(await request(project, args)), signal }, (line, from) =>
        onLine(from === "stderr" ? withoutEnvFileText(line).trimEnd() : line, from),
      ),
    commandLine: (project, args) => ["docker", "compose", ...projectWords(project), ...args],
  };
}

function withoutEnvFileTextIn(result: ProcessResult): ProcessResult {
  return "stderr" in result ? { ...result, stderr: withoutEnvFileText(result.stderr) } : result;
}

function requestWith(surroundings: ComposeSurroundings) {
  return async (project: ComposeProject, words: readonly string[]): Promise<ProcessRequest> => ({
    command: "docker",
    args: ["compose", ...projectWords(project), ...words],
    environment: await environmentFor(surroundings, project),
  });
}

async function environmentFor(
  surroundings: ComposeSurroundings,
  project: ComposeProject,
): Promise<Readonly<Record<string, string>>> {
  return { ...cleanEnvironment(await surroundings.environment()), ...project.variables };
}
