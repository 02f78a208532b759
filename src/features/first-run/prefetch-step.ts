import { alreadySaid, exitCodeOf } from "../../core/events/outcome.ts";
import type { Outcome } from "../../core/events/outcome.ts";
import { prefetch } from "./prefetch/prefetch.ts";
import { firstRunTexts } from "./words.ts";
import { shellWord } from "../../core/secrets/shell-word.ts";
import type { CommandContext } from "../../command/command.ts";
import { interruptedOutcome } from "../../command/usage-outcome.ts";
import { prepareRequest } from "../../command/request.ts";
import { beginRun } from "../../command/recorded-run.ts";
import type { Run } from "../../command/recorded-run.ts";
import { startEnvironment } from "../up/start-environment.ts";
import type { Instead } from "../up/start-environment.ts";
import type { Ending } from "../up/up-ending.ts";
import { unlessBug } from "../../world/background.ts";
import { askForSizes, withSizes } from "./prefetch/ask-for-sizes.ts";
import { tellCommand } from "./tell-step.ts";

/** The images and the models, before anything waits on them. Undefined: they are here. */
export async function prefetchStep(context: CommandContext): Promise<Outcome | undefined> {
  const [environment = ""] = context.words;
  tellCommand(context, `stack compose ${environment} -- pull`);
  const run = beginRun(context, context.world);
  try {
    const request = prepareRequest(context);
    const starting = startEnvironment(context, { request, run, instead: fetching(context, run) });
    const ending = await unlessBug(context.world.background, starting);
    const outcome = context.world.terminal.interrupted.aborted
      ? interruptedOutcome(context.world)
      : ending.outcome;
    if (exitCodeOf(outcome) === 0) return undefined;
    tellEnd(context, run, { ...ending, outcome });
    // the renderer has said it
    return alreadySaid(outcome);
  } finally {
    run.renderer.finish();
  }
}

/** All that a start does before it starts anything, and then only what would have to be waited for. */
function fetching(context: CommandContext, run: Run): Instead {
  const { world, words } = context;
  const sizes = new Map<string, number>();
  return {
    needs: async (ofStart, prepared) => {
      const asked = await askForSizes(world, prepared);
      for (const { wanted, answer } of asked) {
        if (answer.kind === "ok") sizes.set(wanted.model, answer.value.sizeBytes);
        else run.tell({ type: "notice", text: firstRunTexts.sizeUnknown(wanted.model, answer.error) });
      }
      return withSizes(world, ofStart, asked);
    },
    perform: async (launch) =>
      prefetch(launch, {
        sizes,
        sayCommand: (command) => {
          const shown = command.map(shellWord).join(" ");
          run.tell({ type: "notice", text: `$ stack compose ${words.join(" ")} -- ${shown}` });
        },
      }),
  };
}

/** Only what went wrong is told as a result: what goes well goes on with the start, which has one of its own. */
function tellEnd({ world }: CommandContext, run: Run, { outcome, result }: Ending): void {
  const said =
    outcome.kind === "interrupted" ? firstRunTexts.prefetchInterrupted : firstRunTexts.notFetched(result);
  const totalMs = Math.round(world.clock.elapsedMs() - run.beganMs);
  const exitCode = exitCodeOf(outcome);
  run.tell({ ...result, ...said, ok: false, exitCode, totalMs, lostMs: 0 });
}
