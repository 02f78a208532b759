import type { Problem } from "../../core/environment/problem.ts";
import type { Result } from "../../core/events/event.ts";
import { exitCodeOf } from "../../core/events/outcome.ts";
import type { Outcome } from "../../core/events/outcome.ts";
import type { UpAnswer } from "../../core/start/up.ts";
import type { Prepared } from "../../core/plan/prepare.ts";
import { interruptedSentence } from "../../core/report/words/ending.ts";
import { describeProblems, usageOutcome } from "../../command/usage-outcome.ts";

export interface Ending {
  readonly outcome: Outcome;
  readonly result: Omit<Result, "totalMs" | "lostMs">;
  /** Where the run is recorded; undefined when nothing was started. */
  readonly stateDirectory?: string;
}

export type About = Pick<Result, "environment" | "project" | "rehearsal">;

export const nothingMore = { message: "", fix: "" };

/** The ending of a run that started nothing. */
export function early(outcome: Outcome, about: About, said: { message: string; fix: string }): Ending {
  const exitCode = exitCodeOf(outcome);
  return {
    outcome,
    result: {
      type: "result",
      ok: exitCode === 0,
      exitCode,
      services: [],
      criticalPath: [],
      criticalMs: 0,
      secretsAt: [],
      warnings: [],
      dropped: [],
      ...said,
      ...about,
    },
  };
}

/** The ending of a start that did not begin. */
export function refused(problems: readonly Problem[], about: About): Ending {
  return early(usageOutcome(problems), about, describeProblems(problems));
}

interface Whole {
  readonly prepared: Prepared;
  readonly about: About;
  readonly dropped: readonly string[];
  readonly warnings: readonly string[];
  /** How an interrupted run ends. */
  readonly ended: Outcome;
}

/** What the launch came to, as a result to tell. */
export function endingOf(answer: UpAnswer, { prepared, about, dropped, warnings, ended }: Whole): Ending {
  switch (answer.kind) {
    case "failed":
      return refused(answer.error, about);
    case "interrupted":
      return early(ended, about, interruptedSentence([], about));
    case "blocked": {
      const problems = answer.completion.problems.filter(({ blocking }) => blocking);
      const said = { message: problems.map(({ detail }) => detail).join("\n"), fix: problems[0]?.fix ?? "" };
      return early({ kind: "blocked", failed: problems.length }, about, said);
    }
    case "launched": {
      const { outcome, result } = answer.conclusion;
      const { envFile, name, stateDirectory } = prepared.environment;
      return {
        outcome,
        stateDirectory,
        result: {
          ...result,
          ...about,
          ...(outcome.kind === "interrupted" ? interruptedSentence(result.services, about) : nothingMore),
          warnings: [...warnings, ...answer.warnings],
          dropped,
          secretsAt: [envFile, `secrets/${name}/`],
        },
      };
    }
  }
}
