import { projectWords } from "./compose-words.ts";
import { composeLimitsMs } from "./compose.ts";
import type { Beside, Compose, ComposeProject } from "./compose.ts";
import { withoutEnvFileText, withoutUnsetVariables } from "./env-file-complaint.ts";
import { cleanEnvironment } from "../processes/clean-environment.ts";
import type { ProcessRequest, ProcessResult, Processes } from "../processes/processes.ts";

interface ComposeSurroundings {
  readonly processes: Processes;
  /** The caller's environment; only what Compose needs of it is passed on. */
  readonly environment: () => Promise<Readonly<Record<string, string>>>;
}

/** As `create`, which has no `--no-deps`: a service would fail for the image of one that it depends on. */
const withoutOthers = ["--no-deps", "--pull", "never", "--no-build"];
const createWords = ["up", "--no-start", "--no-recreate", ...withoutOthers];
const recreateWords = ["up", "--no-start", ...withoutOthers];
const startWords = ["up", "-d", "--no-recreate", ...withoutOthers];
const upWords = ["up", "-d", ...withoutOthers];

/** What has been normalised is not to be normalised once more: a container's id would become a service there. */
const modelHashWords = ["config", "--no-normalize", "--no-consistency", "--hash", "*"];

const reading = { timeoutMs: composeLimitsMs.config };
const changing = { timeoutMs: composeLimitsMs.change };

export function nodeCompose(caller: ComposeSurroundings): Compose {
  const { processes } = caller;
  const read = async (asked: ProcessRequest) => withoutEnvFileTextIn(await processes.run(asked));
  const run = async (asked: ProcessRequest) => withoutUnsetVariablesIn(await read(asked));
  const request = requestWith(caller);
  return {
    version: async (signal) =>
      processes.run({
        command: "docker",
        args: ["compose", "version", "--short"],
        environment: cleanEnvironment(await caller.environment()),
        timeoutMs: composeLimitsMs.version,
        signal,
      }),
    config: async (project, { interpolate, ...more }) => {
      const words = interpolate ? [] : ["--no-interpolate"];
      const asked = await request(project, ["config", "--format", "json", ...words]);
      return runWithoutAddress(read, { ...asked, ...more, ...reading });
    },
    ...tellingHashes(run, request),
    ...changingContainers(async (project, words, signal) =>
      run({ ...(await request(project, words)), ...changing, signal }),
    ),
    build: async (project, services, signal) => {
      const { buildServices } = await import("./npm-docker-compose.ts");
      const environment = await environmentFor(caller, project);
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

type Ask = ReturnType<typeof requestWith>;
type Run = (asked: ProcessRequest) => Promise<ProcessResult>;

function tellingHashes(run: Run, request: Ask): Pick<Compose, "configHashes" | "modelHashes"> {
  return {
    configHashes: async (project, signal) =>
      run({ ...(await request(project, ["config", "--hash", "*"])), ...reading, signal }),
    modelHashes: async (project, model, signal) => {
      const asked = await request({ ...project, files: ["-"] }, modelHashWords);
      return run({ ...asked, input: model, ...reading, signal });
    },
  };
}

type Change = (
  project: ComposeProject,
  words: readonly string[],
  signal: AbortSignal,
) => Promise<ProcessResult>;

function changingContainers(change: Change): Pick<Compose, "create" | "recreate" | "start" | "up"> {
  return {
    create: async (project, services, signal, beside) =>
      change(project, [...createWords, ...namedWords(services, beside)], signal),
    recreate: async (project, services, signal, beside) =>
      change(project, [...recreateWords, ...namedWords(services, beside)], signal),
    start: async (project, services, signal) => change(project, [...startWords, ...services], signal),
    up: async (project, services, signal) => change(project, [...upWords, ...services], signal),
  };
}

/** No hash counts a scale: whoever is named at the number that is there is neither made nor removed. */
function namedWords(services: readonly string[], beside: Beside = new Map()): readonly string[] {
  const scales = [...beside].flatMap(([name, count]) => ["--scale", `${name}=${String(count)}`]);
  return [...scales, ...services, ...beside.keys()];
}

function withoutEnvFileTextIn(result: ProcessResult): ProcessResult {
  return "stderr" in result ? { ...result, stderr: withoutEnvFileText(result.stderr) } : result;
}

function withoutUnsetVariablesIn(result: ProcessResult): ProcessResult {
  return "stderr" in result ? { ...result, stderr: withoutUnsetVariables(result.stderr) } : result;
}

function requestWith(caller: ComposeSurroundings) {
  return async (project: ComposeProject, words: readonly string[]) => ({
    command: "docker",
    args: ["compose", ...projectWords(project), ...words],
    environment: await environmentFor(caller, project),
  });
}

async function environmentFor(
  caller: ComposeSurroundings,
  project: ComposeProject,
): Promise<Readonly<Record<string, string>>> {
  const given = cleanEnvironment(await caller.environment());
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
