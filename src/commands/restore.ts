import type { Outcome } from "../launch/outcome.ts";
import { removalDocument } from "../launch/removal-document.ts";
import type { RemovalDocument } from "../launch/removal-document.ts";
import { findBackup } from "../launch/restore/find-backup.ts";
import type { FoundBackup } from "../launch/restore/find-backup.ts";
import { planRestore } from "../launch/restore/plan-restore.ts";
import type { RestorePlan } from "../launch/restore/plan-restore.ts";
import { verifyBackup } from "../launch/restore/verify-backup.ts";
import { findRunningProject } from "../launch/running-project.ts";
import { prepare } from "../plan/prepare.ts";
import { restorePreviewLines } from "../report/phrases/backup.ts";
import { backupDirectory } from "./back-up-project.ts";
import type { CommandContext } from "./command.ts";
import { withoutConsent } from "./consent.ts";
import { environmentFiles } from "./environment-files.ts";
import type { EnvironmentFiles } from "./environment-files.ts";
import { interruptedOutcome } from "./interrupted-outcome.ts";
import { putBack } from "./put-back.ts";
import { prepareRequest } from "./request.ts";
import { resetBackup } from "./reset-backup.ts";
import { sayResult } from "./say-result.ts";
import { showPreview } from "./show-preview.ts";
import { usageOutcome } from "./usage-outcome.ts";
import { withOwnProject } from "./with-own-project.ts";
import type { Held } from "./with-own-project.ts";

/** Puts a backup in the place of what an environment's stores hold, and proves it. */
export async function restore(context: CommandContext): Promise<Outcome> {
  const { world, words } = context;
  const [word = "", name = ""] = words;
  const [prepared, found] = await Promise.all([
    prepare(world, prepareRequest(context), world.terminal.interrupted),
    findRunningProject(world, word, false),
  ]);
  if (prepared.kind === "problems") return usageOutcome(prepared.problems);
  if (found.kind === "problems") return usageOutcome(found.problems);
  const running = found.value.rehearsal
    ? { ...found.value, project: prepared.value.environment.project.name, rehearsal: false, containers: [] }
    : found.value;
  const { environment } = running;
  const directory = backupDirectory(world, running);
  const backup = await findBackup(world, { directory, environment, word: name });
  if (backup.kind === "problems") return usageOutcome(backup.problems);
  const refused = await refuse(context, backup.value, environment);
  if (refused !== undefined) return refused;
  const files = await environmentFiles(context, environment);
  if (files === undefined) return { kind: "usage", message: "the files cannot be read", fix: "stack lint" };
  const command = `stack restore ${environment}`;
  return withOwnProject(context, { running, command, external: files.external }, (held) =>
    perform(context, held, files, backup.value),
  );
}

/** Before anything is touched: is it this environment's, and is every file what was written? */
async function refuse(
  { world }: CommandContext,
  backup: FoundBackup,
  environment: string,
): Promise<Outcome | undefined> {
  if (backup.manifest.environment !== environment) {
    const other = backup.manifest.environment;
    const message = `${backup.path} is a backup of ${other}, not of ${environment}`;
    return { kind: "usage", message, fix: `stack restore ${other} ${world.files.basename(backup.path)}` };
  }
  const wrong = await verifyBackup(world, backup, world.terminal.interrupted);
  if (world.terminal.interrupted.aborted) return interruptedOutcome(world);
  if (wrong.length === 0) return undefined;
  const message = `${backup.path} is damaged; nothing was changed:\n  ${wrong.join("\n  ")}`;
  return { kind: "usage", message, fix: "use another backup" };
}

async function perform(
  context: CommandContext,
  held: Held,
  files: EnvironmentFiles,
  backup: FoundBackup,
): Promise<Outcome> {
  const { world, flags } = context;
  const { environment } = held.project;
  const plan = planRestore(held.project, files.model, backup.manifest);
  const preview = await removalDocument(world, plan.removal, world.terminal.interrupted);
  const document = { ...documentOf(context, held, backup, plan), ...preview };
  if (!flags.json) showAll(context, { backup, plan, preview });
  if (flags.dryRun) return flags.json ? sayResult(context, document, "") : { kind: "done" };
  const hasData = held.project.own.volumes.length > 0;
  const saves = hasData && flags.backup ? ", which is saved first" : hasData ? " WITHOUT a backup of it" : "";
  const refused = await withoutConsent(context, {
    question: `Replace the data of ${environment}${saves} by this backup of ${backup.manifest.createdAt}?`,
    word: environment,
    command: `stack restore ${environment} ${world.files.basename(backup.path)}`,
  });
  if (refused !== undefined) return refused;
  const before = hasData && flags.backup ? await resetBackup(context, held, files) : undefined;
  if (before?.kind === "ended") return before.outcome;
  const way = before?.kind === "saved" ? before.path : null;
  return putBack(context, held, { files, backup, plan, document: { ...document, before: way }, way });
}

interface Shown {
  readonly backup: FoundBackup;
  readonly plan: RestorePlan;
  readonly preview: RemovalDocument;
}

/** What comes, and what goes for it. A preview alone is the result; before a question it stands beside it. */
function showAll(context: CommandContext, { backup, plan, preview }: Shown): void {
  const { terminal } = context.world;
  const { dryRun } = context.flags;
  const lines = `${restorePreviewLines(backup.manifest, plan).join("\n")}\n`;
  if (dryRun) terminal.out(lines);
  else terminal.err(lines);
  showPreview(context, { ...preview, toError: !dryRun });
}

function documentOf(
  { flags }: CommandContext,
  { project }: Held,
  { path, manifest }: FoundBackup,
  plan: RestorePlan,
): object {
  return {
    schema: 1,
    command: "restore",
    environment: project.environment,
    project: project.project,
    dryRun: flags.dryRun,
    ok: true,
    backup: path,
    createdAt: manifest.createdAt,
    parts: plan.parts,
    passedOver: plan.passedOver,
  };
}
