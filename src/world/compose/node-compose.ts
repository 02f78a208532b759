import { projectWords } from "./compose-words.ts";
import { composeLimitsMs } from "./compose.ts";
import type { Compose, ComposeProject } from "./compose.ts";
import { withoutEnvFileText, withoutUnsetVariables } from "./env-file-complaint.ts";
import { cleanEnvironment } from "../processes/clean-environment.ts";
import type { ProcessRequest, ProcessResult, Processes } from "../processes/processes.ts";

interface ComposeSurroundings {
  readonly processes: Processes;
  /** The caller's environment; only what Compose needs of it is passed on. */
  readonly environment: () => Promise<Readonly<Record<string, string>>>;
}

/** As `create`, which has no `--no-deps`: a service would fail for the image of one that it depends on. */
const createWords = ["up", "--no-start", "--no-deps", "--no-recreate", "--pull", "never", "--no-build"];
const upWords = ["up", "-d", "--no-deps", "--pull", "never", "--no-build"];

const reading = { timeoutMs: composeLimitsMs.config };
const changing = { timeoutMs: composeLimitsMs.change };

export function nodeCompose(surroundings: ComposeSurroundings): Compose {
  const { processes } = surroundings;
  const read = async (asked: ProcessRequest) => withoutEnvFileTextIn(await processes.run(asked));
  const run = async (asked: ProcessRequest) => withoutUnsetVariablesIn(await read(asked));
  const request = requestWith(surroundings);
  return {
    version: async (signal) =>
      processes.run({
        command: "docker",
        args: ["compose", "version", "--short"],
        environment: cleanEnvironment(await surroundings.environment()),
        timeoutMs: composeLimitsMs.version,
        signal,
      }),
    config: async (project, { interpolate, ...more }) => {
      const words = interpolate ? [] : ["--no-interpolate"];
      const asked = await request(project, ["config", "--format", "json", ...words]);
      return runWithoutAddress(read, { ...asked, ...more, ...reading });
    },
    configHashes: async (project, signal) =>
      run({ ...(await request(project, ["config", "--hash", "*"])), ...reading, signal }),
    create: async (project, services, signal) =>
      run({ ...(await request(project, [...createWords, ...services])), ...changing, signal }),
    up: async (project, services, signal) =>
      run({ ...(await request(project, [...upWords, ...services])), ...changing, signal }),
    build: async (project, services, signal) => {
      const { buildServices } = await import("./npm-docker-compose.ts");
      const environment = await environmentFor(surroundings, project);
      return withoutUnsetVariablesIn(
        withoutEnvFileTextIn(await buildServices({ project, services, environment, signal })),
      );
    },
    handOver: async (project, args) => processes.handOver(await request(project, args)),
    stream: async (project, args, { onLine, signal }) =>
      processes.stream({ ...(await request(project, args)), signal }, (line, from) =>
        onLine(from === "stderr" ? withoutEnvFileText(line).trimEnd() : line, from),
      ),
    commandLine: (project, args) => ["docker", "compose", ...projectWords(project), ...args],
  };
}

/** What needs no engine is not held up by an engine that has no address: what needs one says so. */
async function runWithoutAddress(
  run: Processes["run"],
  asked: ProcessRequest & { readonly environment: Readonly<Record<string, string>> },
): Promise<ProcessResult> {
  const answer = await run(asked);
  const isLost = answer.kind === "exited" && answer.exitCode !== 0 && lacksAddress(answer.stderr);
  return isLost ? run({ ...asked, environment: withoutEngine(asked.environment) }) : answer;
}

function withoutEnvFileTextIn(result: ProcessResult): ProcessResult {
  return "stderr" in result ? { ...result, stderr: withoutEnvFileText(result.stderr) } : result;
}

function withoutUnsetVariablesIn(result: ProcessResult): ProcessResult {
  return "stderr" in result ? { ...result, stderr: withoutUnsetVariables(result.stderr) } : result;
}

function requestWith(surroundings: ComposeSurroundings) {
  return async (project: ComposeProject, words: readonly string[]) => ({
    command: "docker",
    args: ["compose", ...projectWords(project), ...words],
    environment: await environmentFor(surroundings, project),
  });
}

async function environmentFor(
  surroundings: ComposeSurroundings,
  project: ComposeProject,
): Promise<Readonly<Record<string, string>>> {
  const given = cleanEnvironment(await surroundings.environment());
  const { settings = {}, directory, variables } = project;
  // another home in an env file is one for the containers: the docker command keeps its plugins and contexts
  const { HOME: home, DOCKER_CONFIG: config = home === undefined ? undefined : `${home}/.docker` } = given;
  const kept = settings["HOME"] === undefined || config === undefined ? {} : { DOCKER_CONFIG: config };
  // whoever stands somewhere else means the same project
  return { ...given, ...kept, PWD: directory, ...settings, ...variables };
}

/**
 * An environment in which the docker CLI looks for no other engine than this machine's: for what needs none, where the
 * one that is meant has no address.
 */
function withoutEngine(environment: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const kept = Object.entries(environment).filter(([name]) => !leadsToEngine.has(name));
  return { ...Object.fromEntries(kept), DOCKER_CONTEXT: "default" };
}

const leadsToEngine = new Set(
  "DOCKER_HOST DOCKER_CONTEXT DOCKER_TLS DOCKER_TLS_VERIFY DOCKER_CERT_PATH".split(" "),
);

/** The CLI's own complaint, before any plugin was asked: of a context that is not there, of an address it cannot read. */
function lacksAddress(stderr: string): boolean {
  return /^Failed to initialize:|unable to (?:resolve docker endpoint|parse docker host)|context not found/mu.test(
    stderr,
  );
}
