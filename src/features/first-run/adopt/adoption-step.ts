import { tellPreview } from "../../../command/consent.ts";
import { isAlive } from "../../../core/start/start-service.ts";
import { saveRows } from "./save-rows.ts";
import type { CommandContext } from "../../../command/command.ts";
import { knownSecrets } from "../../../command/open-context.ts";
import { prepareRequest } from "../../../command/request.ts";
import { interruptedOutcome } from "../../../command/usage-outcome.ts";
import { withOwnProject } from "../../../command/with-own-project.ts";
import type { Model } from "../../../core/environment/model.ts";
import type { Outcome } from "../../../core/events/outcome.ts";
import { findEveryProject, findOwnProject } from "../../../core/ownership/running-project.ts";
import type { OwnProject, RunningProject } from "../../../core/ownership/running-project.ts";
import { prepare } from "../../../core/plan/prepare.ts";
import type { Prepared } from "../../../core/plan/prepare.ts";
import { removalDocument } from "../../../core/stop/take-down.ts";
import type { Removal } from "../../../core/stop/take-down.ts";
import { adoptSecrets } from "./adopt-secrets.ts";
import { adoptVolumes, discardHalf } from "./adopt-volumes.ts";
import type { AdoptionStep } from "./adopt-volumes.ts";
import { leftHalf, readHalfCopies } from "./adoption-journal.ts";
import { planAdoption } from "./adoption-plan.ts";
import type { AdoptionPlan } from "./adoption-plan.ts";
import { adoptionSentence, adoptionTexts, adviceLines, choiceLines } from "./words.ts";
import { tellCommand, tellLine } from "../tell-step.ts";
import type { EngineInfo } from "../../../world/engine/engine.ts";

export { originalStack } from "./predecessor.ts";

const command = "stack first-run --leftovers adopt";

/** Without it, the environment would start without the data that was asked for. */
const cannotPlan: Outcome = {
  kind: "usage",
  message: adoptionTexts.cannotPlan,
  fix: "stack plan development",
};

/** The environment that the predecessor's data would go to. */
interface Heir {
  readonly running: RunningProject;
  readonly prepared: Prepared;
  readonly external: readonly string[];
}

/** What there is of the predecessor, and what each choice would come to. */
export async function showOriginal(context: CommandContext, original: Removal): Promise<void> {
  if (context.flags.quiet) return;
  tellLine(context, adoptionTexts.foundOriginal);
  const document = await removalDocument(context.world, original, context.world.terminal.interrupted);
  tellPreview(context, { ...document, toError: true });
  const plan = await previewAdoption(context, original);
  const running = original.containers.filter(isAlive).map(({ name }) => name);
  const lines = plan === undefined ? [adoptionTexts.cannotPlan] : choiceLines(plan, running);
  for (const line of lines) tellLine(context, `  ${line}`);
}

/** What this folder started is taken over by the next start as it is; of the predecessor's data, a copy is. */
export async function adoptOriginal(
  context: CommandContext,
  original: Removal,
  folder: string,
): Promise<Outcome> {
  if (original.containers.length + original.stays.length === 0) return { kind: "done" };
  const plan = await previewAdoption(context, original);
  if (plan === undefined) return cannotPlan;
  const dumped = await saveRows(context, plan, folder);
  if (context.world.terminal.interrupted.aborted) return interruptedOutcome(context.world);
  const stopped = await stopOriginal(context, original);
  if (stopped.kind !== "done") return stopped;
  const outcome = await adoptPredecessor(context, original, dumped);
  if (outcome.kind !== "done") return outcome;
  tellLine(context, `  ${adoptionTexts.original}`);
  const ran = original.containers.filter(isAlive).map(({ name }) => name);
  if (ran.length > 0) tellLine(context, `  ${adoptionTexts.way(ran)}`);
  return outcome;
}

/** It has to let its ports go, and what it writes has to lie still. */
export async function stopOriginal(context: CommandContext, { containers }: Removal): Promise<Outcome> {
  for (const { id, name } of containers.filter(isAlive)) {
    tellCommand(context, `docker stop ${name}`);
    const answer = await context.world.engine.stop(id, undefined);
    if (answer.kind === "failed")
      return {
        kind: "unexpected",
        message: `${name} could not be stopped: ${answer.error.message}`,
        fix: "stack first-run",
      };
  }
  return { kind: "done" };
}

/** What adopting would do, as things are now; undefined where the files of the environment cannot be read. */
async function previewAdoption(
  context: CommandContext,
  original: Removal,
): Promise<AdoptionPlan | undefined> {
  const { world } = context;
  const [heir, engine] = [await findHeir(context), await world.engine.ping(10_000)];
  if (heir === undefined || engine.kind === "failed") return undefined;
  const project = await findOwnProject(world, heir.running, heir.external);
  return project.kind === "ok"
    ? planFor(context, original, { heir, project: project.value, engine: engine.value })
    : undefined;
}

/**
 * Copies what can be read of a predecessor that stands still, with the secrets it needs. The originals stay. `dumped` is
 * where PostgreSQL's rows are, if they had to be saved.
 */
async function adoptPredecessor(
  context: CommandContext,
  original: Removal,
  dumped: string | undefined,
): Promise<Outcome> {
  const heir = await findHeir(context);
  if (heir === undefined) return cannotPlan;
  const holding = { running: heir.running, command, external: heir.external };
  return withOwnProject(context, holding, async ({ project, engine }) => {
    const plan = await planFor(context, original, { heir, project, engine });
    const refused = withoutRoom(plan);
    const outcome = refused ?? (await copyAll(context, plan, { heir, project, engine }));
    if (outcome.kind !== "done") return outcome;
    for (const line of adviceLines(plan, dumped)) tellLine(context, `  ${line}`);
    return outcome;
  });
}

/** What a cut-off adoption has left goes, once it is not wanted any more. */
export async function abandonAdoption(context: CommandContext, folder: string): Promise<Outcome> {
  const { world } = context;
  const isUnfinished = (await readHalfCopies(world, folder)).length > 0;
  const heir = isUnfinished ? await findHeir(context) : undefined;
  if (heir === undefined) return { kind: "done" };
  const holding = { running: heir.running, command: "stack first-run", external: heir.external };
  return withOwnProject(context, holding, async ({ project, engine }) => {
    const { volumes, containers } = project.own.everything;
    const half = leftHalf(await readHalfCopies(world, project.folder), volumes, containers);
    const tell = (step: AdoptionStep): void => tellLine(context, `  ${adoptionSentence(step)}`);
    const work = { world, engine, signal: world.terminal.interrupted };
    const problem = await discardHalf(work, half, { project, tell });
    return problem === undefined ? { kind: "done" } : { kind: "unexpected", message: problem, fix: command };
  });
}

interface Held {
  readonly heir: Heir;
  readonly project: OwnProject;
  readonly engine: EngineInfo;
}

async function findHeir(context: CommandContext): Promise<Heir | undefined> {
  const { world, words } = context;
  const [environment = ""] = words;
  const request = { ...prepareRequest(context), rehearse: false };
  const [prepared, every] = await Promise.all([
    prepare(world, request, world.terminal.interrupted),
    findEveryProject(context),
  ]);
  if (prepared.kind === "failed" || every.kind === "failed") return undefined;
  const running = every.value.find((each) => each.environment === environment && !each.rehearsal);
  const external = externalOf(prepared.value.loaded.model);
  return running === undefined ? undefined : { running, prepared: prepared.value, external };
}

function externalOf({ networks, volumes }: Model): readonly string[] {
  return [...networks, ...volumes].filter(({ external }) => external).map(({ name }) => name);
}

function planFor(
  { world }: CommandContext,
  original: Removal,
  { heir, project, engine }: Held,
): Promise<AdoptionPlan> {
  const { loaded, specs } = heir.prepared;
  const work = { world, engine, signal: world.terminal.interrupted };
  return planAdoption(work, { original, project, model: loaded.model, specs });
}

function withoutRoom(plan: AdoptionPlan): Outcome | undefined {
  const lack = lackingRoom(plan);
  if (lack === undefined) return undefined;
  const message = adoptionTexts.noRoom(lack.freeBytes, lack.wantedBytes);
  return { kind: "engine-unreachable", message, fix: "stack clean" };
}

async function copyAll(context: CommandContext, plan: AdoptionPlan, held: Held): Promise<Outcome> {
  const { world } = context;
  const { heir, project, engine } = held;
  const { specs, environment } = heir.prepared;
  const place = { environment: project.environment, directory: project.folder };
  const untaken = await adoptSecrets(world, { place, specs, take: plan.secrets.take, command });
  context.learnSecrets(await knownSecrets(context));
  const problem =
    untaken ??
    (await adoptVolumes(
      { world, engine, signal: world.terminal.interrupted },
      {
        plan,
        project,
        compose: environment.project,
        external: heir.external,
        tell: (step) => tellLine(context, `  ${adoptionSentence(step)}`),
      },
    ));
  if (world.terminal.interrupted.aborted) return interruptedOutcome(world);
  if (problem !== undefined) return { kind: "unexpected", message: problem, fix: command };
  return { kind: "done" };
}

/** Below that nothing runs any more. */
const leftFreeBytes = 1024 ** 3;

/** Where not all of it fits: how much is free, and how much it takes. Sizes that are not known count as nothing. */
export function lackingRoom({
  copies,
  freeBytes,
}: Pick<AdoptionPlan, "freeBytes"> & {
  readonly copies: readonly { readonly sizeBytes: number | undefined }[];
}): { readonly freeBytes: number; readonly wantedBytes: number } | undefined {
  if (copies.length === 0 || freeBytes === undefined) return undefined;
  const wantedBytes = copies.reduce((sum, { sizeBytes }) => sum + (sizeBytes ?? 0), leftFreeBytes);
  return freeBytes < wantedBytes ? { freeBytes, wantedBytes } : undefined;
}
