import type { Outcome } from "../../core/events/outcome.ts";
import type { ComposeProject } from "../../world/compose/compose.ts";
import type { ProcessResult } from "../../world/processes/processes.ts";
import { maskForeignDocument } from "../../core/secrets/mask/mask-document.ts";
import { parseJson } from "../../world/parse-json.ts";
import type { Terminal } from "../../world/terminal/terminal.ts";
import { modelSecrets } from "../../core/plan/model-secrets.ts";
import { prepare } from "../../core/plan/prepare.ts";
import type { CommandContext } from "../../command/command.ts";
import { guardPassed } from "./guard-passed.ts";
import { passedWords } from "./passed-words.ts";
import type { PassedWords } from "./passed-words.ts";
import { prepareRequest } from "../../command/request.ts";
import { interruptedOutcome, usageOutcome } from "../../command/usage-outcome.ts";

/** Runs `docker compose` with exactly this environment's project, files and env file. */
export async function compose(context: CommandContext): Promise<Outcome> {
  const { world, words } = context;
  const prepared = await prepare(world, prepareRequest(context), world.terminal.interrupted);
  if (prepared.kind === "failed") return usageOutcome(prepared.error);
  const { environment, loaded } = prepared.value;
  context.learnSecrets(modelSecrets(loaded));
  const passed = passedWords(words.slice(1));
  return guardPassed(context, { environment, model: loaded.model, passed }, async () =>
    outcomeOf(
      context,
      await perform(context, withoutNamesInValues(environment.project, loaded.inValues), passed),
    ),
  );
}

/** Empty as they are, but set: Compose would print each as a variable that is not, and it may be half a secret. */
function withoutNamesInValues(project: ComposeProject, names: readonly string[]): ComposeProject {
  const empty = Object.fromEntries(names.map((name) => [name, ""]));
  return names.length === 0 ? project : { ...project, variables: { ...empty, ...project.variables } };
}

function outcomeOf({ world }: CommandContext, answer: ProcessResult): Outcome {
  switch (answer.kind) {
    case "exited":
      return { kind: "child-exited", exitCode: answer.exitCode };
    case "not-found":
    case "not-permitted":
      return { kind: "unexpected", message: "docker could not be run", fix: "stack doctor" };
    case "killed":
    case "timed-out":
    case "endless":
    case "aborted": {
      const { interrupted, outIsLost } = world.terminal;
      return outIsLost.aborted && !interrupted.aborted ? { kind: "done" } : interruptedOutcome(world);
    }
  }
}

/** They show what the files and the services say, secrets included: no terminal is needed for that, and masks are. */
const showing: ReadonlySet<string> = new Set(["config", "convert", "logs"]);

async function perform(
  { world, redact }: CommandContext,
  project: ComposeProject,
  { args, command }: PassedWords,
): Promise<ProcessResult> {
  const { terminal, compose } = world;
  if (!showing.has(command ?? "")) return compose.handOver(project, args);
  const answer = command !== "logs" && isJsonWanted(args) ? documentWriter(terminal, redact) : undefined;
  const result = await compose.stream(project, args, {
    onLine: (line, from) => {
      if (from === "stderr") terminal.err(`${redact(line)}\n`);
      else if (answer === undefined) terminal.out(`${redact(line)}\n`);
      else answer.add(line);
    },
    // what follows the logs has nothing left to do once its reader has gone
    signal:
      command === "logs" ? AbortSignal.any([terminal.interrupted, terminal.outIsLost]) : terminal.interrupted,
  });
  answer?.write();
  return result;
}

function isJsonWanted(args: readonly string[]): boolean {
  return args.some(
    (word, index) => word === "--format=json" || (word === "json" && args[index - 1] === "--format"),
  );
}

/** JSON is masked value by value, so that it is JSON still, whatever a secret is. */
function documentWriter(terminal: Terminal, redact: (text: string) => string) {
  const lines: string[] = [];
  return {
    add: (line: string) => void lines.push(line),
    write: () => {
      const text = lines.join("\n");
      const document = maskForeignDocument(parseJson(text), redact);
      if (typeof document === "object" && document !== null) terminal.outDocument(document, 2);
      else if (text !== "") terminal.out(`${redact(text)}\n`);
    },
  };
}
