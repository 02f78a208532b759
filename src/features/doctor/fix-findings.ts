import type { Failure } from "../../world/result.ts";
import { dataOf } from "../../core/preflight/finding-data.ts";
import type { CommandContext } from "../../command/command.ts";
import { confirm } from "../../command/consent.ts";
import { knownSecrets } from "../../command/open-context.ts";
import type { Problem } from "../../core/environment/problem.ts";
import type { Outcome } from "../../core/events/outcome.ts";
import type { Prepared } from "../../core/plan/prepare.ts";
import { fixDirectory } from "../../core/preflight/fixes/fix-directory.ts";
import { fixMapCount } from "../../core/preflight/fixes/fix-map-count.ts";
import { fixPort } from "../../core/preflight/fixes/fix-port.ts";
import { fixSecrets } from "../../core/preflight/fixes/fix-secrets.ts";
import { fixToolkit } from "../../core/preflight/fixes/fix-toolkit.ts";
import { fixesFor } from "../../core/preflight/fixes/fixes.ts";
import type { Fix, FixAnswer, FixMaker } from "../../core/preflight/fixes/fixes.ts";
import { tellLines } from "../../core/report/tell-lines.ts";
import { marked, nextStep } from "../../core/report/text/complaint.ts";
import type { Style } from "../../core/report/text/style.ts";
import { span } from "../../core/report/text/span.ts";
import type { Line } from "../../core/report/text/span.ts";
import { wrapIndented } from "../../core/report/text/wrap.ts";
import { commands } from "../../core/report/words/commands.ts";
import type { SecretProblem } from "../../core/secrets/check/secret-problem.ts";
import { completeSecrets } from "../../core/secrets/complete.ts";
import type { SecretPlace } from "../../core/secrets/store/secret-place.ts";
import { holdSecrets } from "../../core/secrets/store/secrets-lock.ts";
import { setSecrets } from "../../core/secrets/store/set-secrets.ts";
import type { FixRecord } from "./doctor-text.ts";
import { gatherFindings } from "./gather-findings.ts";
import type { GatheredFindings } from "./gather-findings.ts";
import type { World } from "../../world/world.ts";

type FixedExamination =
  GatheredFindings | { readonly kind: "refused"; readonly outcome: Outcome } | Failure<readonly Problem[]>;

/** Shows each safe repair, asks, makes it, and looks again, so that what is told last is how things are now. */
export async function fixFindings(
  context: CommandContext,
  found: GatheredFindings,
  more: readonly FixMaker[] = [],
): Promise<FixedExamination> {
  const { world, flags } = context;
  const fixes = fixesFor(found.document.findings, [...fixMakers(context, found), ...more]);
  if (fixes.length > 0 && !flags.yes && !world.terminal.canAsk) {
    return { kind: "refused", outcome: nobodyToAsk(fixes, found.document.environment) };
  }
  const records: FixRecord[] = [];
  for (const fix of fixes) records.push(await offer(context, fix));
  const isChanged = records.some(({ state }) => state === "applied");
  const now = isChanged ? await gatherFindings(context) : found;
  return now.kind === "failed" ? now : { ...now, document: { ...now.document, fixes: records } };
}

function nobodyToAsk(fixes: readonly Fix[], environment: string | null): Outcome {
  const list = fixes.map(({ title, preview }) => `  ${title}: ${preview.join("; ")}`);
  const count = fixes.length === 1 ? "1 repair is" : `${fixes.length} repairs are`;
  return {
    kind: "usage",
    message: [`${count} possible, and there is nobody to ask:`, ...list].join("\n"),
    fix: `${commands.doctorFix(environment ?? undefined)} --yes`,
  };
}

async function offer(context: CommandContext, fix: Fix): Promise<FixRecord> {
  const { world, flags } = context;
  tellLines(world, !flags.color, (style) => fixText(fix, style));
  const record = await perform(context, fix);
  tellLines(world, !flags.color, (style) => fixedText(record, style));
  return record;
}

async function perform(context: CommandContext, fix: Fix): Promise<FixRecord> {
  const { world } = context;
  const { id, title, undo, finding } = fix;
  const about = { id, title, undo, finding: finding.id, reason: "", next: "" };
  if (!(await confirm(context, "Do it?"))) return { ...about, state: "declined" };
  const answer = await fix.apply(world, world.terminal.interrupted);
  return answer.kind === "ok"
    ? { ...about, state: "applied" }
    : { ...about, state: "failed", reason: answer.error.reason, next: answer.error.next };
}

/** The repairs that are safe: each can be taken back, and none touches what runs. */
function fixMakers(context: CommandContext, { prepared, document }: GatheredFindings): readonly FixMaker[] {
  const ofMachine = [fixDirectory, fixMapCount, fixToolkit];
  if (prepared === undefined) return ofMachine;
  const { name, envFile } = prepared.environment;
  const names = document.findings.flatMap((finding) => {
    const missing = dataOf(finding, "secrets.missing");
    return missing !== undefined && "secrets" in missing ? missing.secrets : [];
  });
  return [
    ...ofMachine,
    fixPort(envFile, async (world, variable, value) =>
      writing(world, prepared, async (place) => setSecrets(world, place, {}, new Map([[variable, value]]))),
    ),
    fixSecrets(["secrets.missing"], `${envFile} and secrets/${name}/`, async (world) => {
      const answer = await writing(world, prepared, async (place) => generate(world, place, prepared, names));
      context.learnSecrets(await knownSecrets(context));
      return answer;
    }),
  ];
}

/** Only those that were told: one that a volume alone knows must not get a second value. */
async function generate(
  world: World,
  place: SecretPlace,
  { specs, variables, secrets }: Prepared,
  names: readonly string[],
) {
  const present = secrets.filter(({ state }) => state === "present").map(({ name }) => name);
  const touched = new Set([...names, ...present]);
  const wanted = Object.entries(specs).filter(([name]) => touched.has(name));
  return completeSecrets(world, { ...place, specs: Object.fromEntries(wanted), variables });
}

type Written = (place: SecretPlace) => Promise<{ readonly problems: readonly SecretProblem[] }>;

/** While nobody else writes to this environment's files. */
async function writing(world: World, { environment }: Prepared, write: Written): Promise<FixAnswer> {
  const place = { environment: environment.name, directory: environment.workingDirectory };
  const command = `stack doctor ${place.environment} --fix`;
  const held = await holdSecrets(world, place, { command, onWait: () => undefined }, async () =>
    write(place),
  );
  if (held.kind === "aborted") return { kind: "failed", error: { reason: "interrupted", next: "" } };
  const problem = held.value.problems.find(({ blocking }) => blocking);
  return problem === undefined
    ? { kind: "ok", value: undefined }
    : { kind: "failed", error: { reason: problem.detail, next: problem.fix } };
}

/** A repair before it is made: what for, what it does, and how it is taken back. */
function fixText({ title, preview, undo, finding }: Fix, style: Style): readonly Line[] {
  return [
    ...marked("warning", finding.title, style),
    ...wrapIndented(`repair: ${title}`, style.width, [span("  ")]),
    ...preview.flatMap((text) => wrapIndented(`\`${text}\``, style.width, [span("    ")])),
    ...wrapIndented(`to undo: ${undo}`, style.width, [span("  ")], "dim"),
  ];
}

function fixedText({ state, title, undo, reason, next }: FixRecord, style: Style): readonly Line[] {
  switch (state) {
    case "applied":
      return marked("done", `${title}: done; to undo: ${undo}`, style);
    case "declined":
      return marked("waiting", `${title}: left as it is`, style);
    case "failed":
      return [
        ...marked("failed", `${title}: ${reason}`, style),
        ...(next === "" ? [] : nextStep(next, style)),
      ];
  }
}
