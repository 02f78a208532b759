import type { Outcome } from "../launch/outcome.ts";
import type { ComposeProject } from "../world/compose.ts";
import type { ProcessResult } from "../world/processes.ts";
import { maskForeignDocument } from "../secrets/mask-document.ts";
import { parseJson } from "../world/parse-json.ts";
import type { Terminal } from "../world/terminal.ts";
import { prepare } from "../plan/prepare.ts";
import type { CommandContext } from "./command.ts";
import { prepareRequest } from "./request.ts";
import { usageOutcome } from "./usage-outcome.ts";

/** Runs `docker compose` with exactly this environment's project, files and env file. */
export async function compose(context: CommandContext): Promise<Outcome> {
  const { world, words } = context;
  const prepared = await prepare(world, prepareRequest(context), world.terminal.interrupted);
  if (prepared.kind === "problems") return usageOutcome(prepared.problems);
  const answer = await perform(context, prepared.value.environment.project, words.slice(1));
  switch (answer.kind) {
    case "exited":
      return { kind: "child-exited", exitCode: answer.exitCode };
    case "not-found":
    case "not-permitted":
      return { kind: "unexpected", message: "docker could not be run", fix: "stack doctor" };
    case "killed":
    case "timed-out":
    case "aborted":
      return { kind: "interrupted", signal: "SIGINT" };
  }
}

/** They show what the files and the services say, secrets included: no terminal is needed for that, and masks are. */
const showing: ReadonlySet<string> = new Set(["config", "convert", "logs"]);

/** Of Compose itself, each with a value behind it: that is not the command. */
const valued: ReadonlySet<string> = new Set(
  "--profile --ansi --progress --parallel -f --file -p --project-name --env-file --project-directory".split(
    " ",
  ),
);

async function perform(
  { world, redact }: CommandContext,
  project: ComposeProject,
  args: readonly string[],
): Promise<ProcessResult> {
  const { terminal, compose } = world;
  const command = args.find((word, index) => !word.startsWith("-") && !valued.has(args[index - 1] ?? ""));
  if (!showing.has(command ?? "")) return compose.handOver(project, args);
  const answer = command !== "logs" && isJsonWanted(args) ? documentWriter(terminal, redact) : undefined;
  const result = await compose.stream(project, args, {
    onLine: (line, from) => {
      if (from === "stderr") terminal.err(`${redact(line)}\n`);
      else if (answer === undefined) terminal.out(`${redact(line)}\n`);
      else answer.add(line);
    },
    signal: terminal.interrupted,
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
