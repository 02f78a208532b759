import { backUpVolumes } from "../backup/save/back-up-volumes.ts";
import type { Outcome } from "../../core/events/outcome.ts";
import type { Reclaimable } from "./find-reclaimable.ts";
import { reclaim } from "./reclaim.ts";
import type { Reclaiming } from "./reclaim.ts";
import { describeRemoval } from "../../core/stop/take-down.ts";
import type { NotRemoved, PreviewItem, RemovalDocument, RemoveStep } from "../../core/stop/take-down.ts";
import { hostUsage } from "../../core/preflight/host/host-usage.ts";
import type { HostUsage } from "../../core/preflight/host/host-usage.ts";
import { backupSentence } from "../backup/words.ts";
import { cleanQuestion, hostUsageLines, nothingToCleanSentence, wasCleanedSentence } from "./words.ts";
import { downSentence } from "../../core/report/words/down.ts";
import type { DiskUsage, EngineInfo } from "../../world/engine/engine.ts";
import { backupDirectory } from "../backup/back-up-project.ts";
import type { CommandContext } from "../../command/command.ts";
import { tellPreview, withoutConsent } from "../../command/consent.ts";
import { interruptedOutcome } from "../../command/usage-outcome.ts";
import { printFailure, printResult } from "../../command/tell-outcome.ts";
import type { SaidError } from "../../command/tell-outcome.ts";

export interface Cleaning extends Reclaiming {
  readonly engine: EngineInfo;
  /** Also those of which nothing goes. */
  readonly all: readonly Reclaimable[];
  readonly usage: DiskUsage | undefined;
}

/** Shows what goes, asks, saves what is data, removes. */
export async function cleanUp(context: CommandContext, cleaning: Cleaning): Promise<Outcome> {
  const { flags } = context;
  const document = documentOf(context, cleaning);
  if (document.goes.length === 0) {
    return printResult(context, document, nothingToCleanSentence(document.host ?? undefined));
  }
  if (flags.dryRun) {
    tellPreview(context, document);
    if (!flags.json) sayHost(context, document);
    return { kind: "done" };
  }
  if (!flags.json) {
    tellPreview(context, { ...document, toError: true });
    sayHost(context, document);
  }
  const data = withData(cleaning);
  const refused = await withoutConsent(context, {
    question: cleanQuestion(data.flatMap(({ removal }) => removal.volumes).length, flags.backup),
    word: wordFor(data),
    command: "stack clean",
  });
  if (refused !== undefined) return refused;
  const saved = flags.backup ? await saveData(context, cleaning.engine, data) : { paths: [] };
  if ("outcome" in saved) return saved.outcome;
  return remove(context, cleaning, { ...document, backups: saved.paths });
}

/** The JSON of `stack clean`. */
interface CleanDocument extends RemovalDocument {
  readonly schema: 1;
  readonly command: "clean";
  readonly dryRun: boolean;
  readonly ok: boolean;
  readonly reclaimableBytes: number;
  /** Of the whole host, for information; null where the engine cannot tell. */
  readonly host: HostUsage | null;
  readonly backups: readonly string[];
  /** What could not be removed. */
  readonly failed?: readonly NotRemoved[];
  /** Why not all was done, where not all was. */
  readonly error?: SaidError;
}

function documentOf({ flags }: CommandContext, { projects, all, images, usage }: Cleaning): CleanDocument {
  const going = projects.map(({ removal }) => describeRemoval(removal, usage));
  const kept = all.map(({ removal }) => describeRemoval({ ...removal, containers: [], volumes: [] }, usage));
  const old = images.map(({ references, sizeBytes }): PreviewItem => ({
    kind: "image",
    name: references.join(", "),
    sizeBytes,
    service: null,
  }));
  const goes = [...going.flatMap((each) => each.goes), ...old];
  return {
    schema: 1,
    command: "clean",
    dryRun: flags.dryRun,
    ok: true,
    goes,
    stays: kept.flatMap(({ stays }) => stays),
    reclaimableBytes: goes.reduce((sum, { sizeBytes }) => sum + (sizeBytes ?? 0), 0),
    host: usage === undefined ? null : hostUsage(usage),
    backups: [],
  };
}

function sayHost({ world, flags }: CommandContext, { host }: CleanDocument): void {
  if (flags.quiet) return;
  for (const text of hostUsageLines(host ?? undefined)) world.terminal.err(`${text}\n`);
}

/** A rehearsal's volumes hold nothing that anybody put there. */
function withData({ projects }: Cleaning): readonly Reclaimable[] {
  return projects.filter(({ project, removal }) => !project.rehearsal && removal.volumes.length > 0);
}

/** The environment's name, where data of only one goes; else the manifest's, which all their projects begin with. */
function wordFor(data: readonly Reclaimable[]): string | undefined {
  const [first] = data;
  if (first === undefined) return undefined;
  const { environment, project } = first.project;
  const isOnly = data.every((each) => each.project.environment === environment);
  return isOnly ? environment : project.slice(0, -environment.length - 1);
}

type Saved = { readonly paths: readonly string[] } | { readonly outcome: Outcome };

async function saveData(
  context: CommandContext,
  engine: EngineInfo,
  data: readonly Reclaimable[],
): Promise<Saved> {
  const { world, flags } = context;
  const paths: string[] = [];
  for (const { project, removal } of data) {
    const work = { world, engine, signal: world.terminal.interrupted };
    const answer = await backUpVolumes(work, {
      project,
      volumes: removal.volumes.map(({ name }) => name),
      directory: backupDirectory(world, project),
      tell: (step) => {
        if (!flags.quiet) world.terminal.err(`${backupSentence(step)}\n`);
      },
    });
    if (world.terminal.interrupted.aborted) {
      world.terminal.err("interrupted while saving: nothing was removed\n");
      return { outcome: interruptedOutcome(world) };
    }
    if (answer.kind === "failed") return { outcome: notSaved(answer.error) };
    if (answer.kind === "saved") paths.push(answer.path);
  }
  return { paths };
}

function notSaved(reason: string): Outcome {
  return {
    kind: "unexpected",
    message: `nothing was removed, for the data could not be saved first: ${reason}`,
    fix: "mend that, or go without a way back: stack clean --no-backup",
  };
}

async function remove(
  context: CommandContext,
  cleaning: Cleaning,
  document: CleanDocument,
): Promise<Outcome> {
  const { world, flags } = context;
  const failed: NotRemoved[] = [];
  const tell = (step: RemoveStep): void => {
    if (step.kind === "failed") failed.push({ name: step.name, message: step.message });
    const sentence = flags.quiet ? "" : downSentence(step);
    if (sentence !== "") world.terminal.err(`${sentence}\n`);
  };
  await reclaim(world, cleaning, tell);
  const whole: CleanDocument = { ...document, ok: failed.length === 0, failed };
  if (failed.length === 0) {
    return printResult(context, whole, wasCleanedSentence(document.reclaimableBytes, document.backups));
  }
  const said = { message: "not everything could be removed", fix: "stack clean --dry-run" };
  return printFailure(context, whole, said);
}
