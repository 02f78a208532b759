import type { Outcome } from "../../../core/events/outcome.ts";
import { rotationEnding } from "./words.ts";
import type { RotationAnswer } from "./rotation.ts";
import type { SecretProblem } from "../../../core/secrets/check/secret-problem.ts";
import type { CommandContext } from "../../../command/command.ts";
import { tellProblem } from "../../../command/tell-outcome.ts";
import { interruptedOutcome } from "../../../command/usage-outcome.ts";
import type { OpenedSecrets } from "../open-secrets.ts";

interface Rotated {
  readonly answer: RotationAnswer;
  readonly durationMs: number;
}

/** What came of a rotation: one document, or one sentence; and how the command ends. */
export function tellRotation(context: CommandContext, opened: OpenedSecrets, rotated: Rotated): Outcome {
  const { world, flags } = context;
  const { answer, durationMs } = rotated;
  const said = rotationEnding(opened.place.environment, answer, durationMs);
  if (flags.json) world.terminal.outDocument(documentOf(opened, rotated), 2);
  if (answer.kind !== "rotated") tellProblem(context, said);
  else if (!flags.json) world.terminal.out(`${said.message}\n`);
  return endingOf(context, answer);
}

/** The JSON of `stack secrets rotate`. */
interface SecretsRotateDocument {
  readonly schema: 1;
  readonly command: "secrets rotate";
  readonly environment: string;
  readonly ok: boolean;
  /** `undone`: the old values work everywhere again; `unfinished`: the next rotation goes on. */
  readonly result: RotationAnswer["kind"];
  readonly names: readonly string[];
  /** Those that were made to read the new values. */
  readonly services: readonly string[];
  readonly reason: string | null;
  /** Why it was refused. */
  readonly problems: readonly SecretProblem[];
  readonly durationMs: number;
}

function documentOf({ place, names }: OpenedSecrets, { answer, durationMs }: Rotated): SecretsRotateDocument {
  return {
    schema: 1,
    command: "secrets rotate",
    environment: place.environment,
    ok: answer.kind === "rotated",
    result: answer.kind,
    names: "names" in answer ? answer.names : names,
    services: answer.kind === "rotated" ? answer.services : [],
    reason: "reason" in answer ? answer.reason : null,
    problems: answer.kind === "refused" ? answer.problems : [],
    durationMs,
  };
}

function endingOf({ world }: CommandContext, answer: RotationAnswer): Outcome {
  switch (answer.kind) {
    case "rotated":
      return { kind: "done" };
    case "refused":
      return { kind: "blocked", failed: answer.problems.length };
    case "undone":
    case "unfinished":
      return world.terminal.interrupted.aborted
        ? interruptedOutcome(world)
        : { kind: "unexpected", said: true };
  }
}
