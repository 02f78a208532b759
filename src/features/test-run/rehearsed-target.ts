import type { Happening, TestedEnvironment } from "../../core/events/event.ts";
import { takeDownNow } from "../../core/stop/take-down.ts";
import {
  startingTargetSentence,
  targetFailedSentence,
  targetGoneSentence,
  targetStaysSentence,
} from "../../core/report/words/test-run.ts";
import type { CommandContext } from "../../command/command.ts";
import { prepareRequest } from "../../command/request.ts";
import type { Run } from "../../command/recorded-run.ts";
import { startEnvironment } from "../up/start-environment.ts";
import { early } from "../up/up-ending.ts";
import type { About, Ending } from "../up/up-ending.ts";

interface Wanted {
  readonly about: About;
  readonly environment: string;
  readonly project: string;
}

/** Rehearses an environment for as long as `test` takes; whatever comes of it, the rehearsal goes again. */
export async function withRehearsedTarget(
  context: CommandContext,
  run: Run,
  { about, environment, project }: Wanted,
  test: (target: TestedEnvironment) => Promise<Ending>,
): Promise<Ending> {
  run.tell({ type: "notice", text: startingTargetSentence(environment) });
  try {
    const inner = contextOf(context, environment);
    const request = { ...prepareRequest(inner), anyPorts: true };
    const started = await startEnvironment(inner, { request, run: aside(run) });
    const { exitCode } = started.result;
    // only optional services are missing: their tests say so
    if (exitCode === 0 || exitCode === 6) {
      return await test({ environment, project, rehearsal: true, temporary: true });
    }
    return early(started.outcome, about, targetFailedSentence(started.result));
  } finally {
    const isGone = await takeDownNow(context, environment, true);
    const text = isGone ? targetGoneSentence(environment) : targetStaysSentence(environment);
    run.tell({ type: "notice", text });
  }
}

/** The same command line, about the target: nothing that selects or reports is meant for it. */
function contextOf(context: CommandContext, environment: string): CommandContext {
  const { flags } = context;
  const none: readonly string[] = [];
  const plain = { rehearse: true, wait: true, strict: false, serve: false, against: undefined };
  const nothingSelected = { rehearseWith: [...none], only: [...none], profile: [...none], file: [...none] };
  return { ...context, words: [environment], flags: { ...flags, ...plain, ...nothingSelected } };
}

/** Its services are not this run's: only what a person has to know is passed on. */
function aside(run: Run): Run {
  const tell = (happening: Happening): void => {
    const isNews = happening.type === "notice";
    if (isNews || (happening.type === "finding" && happening.finding.status === "fail")) run.tell(happening);
  };
  return { ...run, events: [], tell };
}
