import type { CommandContext } from "../../command/command.ts";
import { prepareRequest } from "../../command/request.ts";
import { usageOutcome } from "../../command/usage-outcome.ts";
import type { Service } from "../../core/environment/model.ts";
import type { Outcome } from "../../core/events/outcome.ts";
import { prepare } from "../../core/plan/prepare.ts";
import { urlOf } from "../../core/start/service-result.ts";
import { openJournal, writeJournal } from "./first-run-journal.ts";
import type { FirstRunJournal } from "./first-run-journal.ts";
import { leftoversStep } from "./leftovers-step.ts";
import { engineStep } from "./engine-step.ts";
import { machineStep } from "./machine-step.ts";
import { prefetchStep } from "./prefetch-step.ts";
import { tellLine, tellCommand } from "./tell-step.ts";
import { firstRunTexts } from "./words.ts";
import { startWithTarget } from "../test-run/start-with-target.ts";
import { upBy } from "../up/command.ts";

const environment = "development";

/**
 * A new box, from nothing to a running `development`. Every step looks first and does only what is missing, so a run that
 * was cut off anywhere is carried on by the next one; the journal spares it the questions.
 */
export async function firstRun(given: CommandContext): Promise<Outcome> {
  const context = { ...given, words: [environment] };
  const { world, manifest: found } = context;
  const { userId, environment: variables } = world.machine;
  if (userId === 0 && variables["SUDO_UID"] !== undefined) {
    return { kind: "usage", message: firstRunTexts.asRoot, fix: "stack first-run" };
  }
  if (found.kind === "failed") return usageOutcome(found.error);
  if (found.value.manifest.environments[environment] === undefined) {
    return { kind: "usage", message: firstRunTexts.noDevelopment, fix: "stack plan <environment>" };
  }
  const folder = found.value.workingDirectory;
  const { journal, carriesOn } = await openJournal(world, folder);
  if (carriesOn) tellLine(context, firstRunTexts.carriesOn(journal.begunAt));
  const noEngine = await engineStep(context);
  if (noEngine !== undefined) return noEngine;
  const left = await leftoversStep(context, found.value, journal);
  if (left.kind === "ended") return left.outcome;
  const machine = await machineStep(context, journal.rehearse);
  if (machine.kind === "ended") return machine.outcome;
  const answered = { ...journal, leftovers: left.choice, rehearse: machine.rehearse };
  await writeJournal(world, folder, answered);
  const notFetched = machine.rehearse ? undefined : await prefetchStep(context);
  if (notFetched !== undefined) return notFetched;
  return start(context, folder, answered);
}

async function start(context: CommandContext, folder: string, journal: FirstRunJournal): Promise<Outcome> {
  const { world } = context;
  const rehearse = journal.rehearse === true;
  const inner = { ...context, flags: { ...context.flags, rehearse } };
  tellCommand(context, `stack up ${environment}${rehearse ? " --rehearse" : ""}`);
  const outcome = await upBy(startWithTarget)(inner);
  if (outcome.kind !== "done" && outcome.kind !== "degraded") return outcome;
  await writeJournal(world, folder, { ...journal, finishedAt: world.clock.now().toISOString() });
  const steps = await firstSteps(inner);
  if (!context.flags.json) {
    world.terminal.out(`${[firstRunTexts.firstSteps, ...steps.map((step) => `  ${step}`)].join("\n")}\n`);
  }
  return outcome;
}

/** What a person does next with what runs now, as the services' own files say it. */
export async function firstSteps(context: CommandContext): Promise<readonly string[]> {
  const { world, flags } = context;
  const prepared = await prepare(world, prepareRequest(context), world.terminal.interrupted);
  if (prepared.kind === "failed") return [];
  const { envFile } = prepared.value.environment;
  const steps = prepared.value.services.flatMap((service) => stepOf(service, envFile));
  const [page = ""] = prepared.value.services.flatMap((service) => urlOf(service, []) ?? []);
  const around = firstRunTexts.lookAround.map((command) => `look around: ${command}`);
  return flags.rehearse ? [firstRunTexts.rehearsalSteps(page), ...around] : [...steps, ...around];
}

function stepOf(service: Service, envFile: string): readonly string[] {
  const { firstStep, display } = service.extras;
  if (firstStep === undefined) return [];
  const url = urlOf(service, []) ?? "";
  const origin = /^\w+:\/\/[^/]+/u.exec(url)?.[0] ?? "";
  const text = firstStep
    .replaceAll("{url}", url)
    .replaceAll("{origin}", origin)
    .replaceAll("{env-file}", envFile);
  return [`${display ?? service.name}: ${text}`];
}
