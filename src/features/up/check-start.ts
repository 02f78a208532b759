import type { CommandContext } from "../../command/command.ts";
import type { Run } from "../../command/recorded-run.ts";
import { nearest } from "../../core/environment/nearest.ts";
import type { Problem } from "../../core/environment/problem.ts";
import { preflightNeeds } from "../../core/plan/preflight-needs.ts";
import type { Prepared } from "../../core/plan/prepare.ts";
import { secretCheck } from "../../core/plan/secret-check.ts";
import type { Check, Finding } from "../../core/preflight/check.ts";
import { startChecks } from "../../core/preflight/checks.ts";
import type { PreflightNeeds } from "../../core/preflight/checks.ts";
import type { ComposeObserver } from "../../core/preflight/engine/compose-version.ts";
import type { EngineObserver } from "../../core/preflight/engine/observe-engine.ts";
import { findingIds } from "../../core/preflight/finding-ids.ts";
import { blocks, ignored, preflight } from "../../core/preflight/preflight.ts";
import { unfinishedRestoreCheck } from "../backup/restore/restore-journal.ts";
import type { EngineInfo } from "../../world/engine/engine.ts";

export interface PassedChecks {
  readonly kind: "passed";
  readonly engine: EngineInfo;
  /** What failed and was to be ignored, to be said again at the end. */
  readonly ignored: readonly string[];
}

type StartChecked = PassedChecks | { readonly kind: "blocked"; readonly failed: number };

/** What many ask, and what can be asked before there is anything to check. */
export interface StartObservers {
  readonly atEngine: EngineObserver;
  readonly atCompose: ComposeObserver;
}

export interface CheckedStart {
  readonly project: string;
  readonly run: Run;
  readonly looks: StartObservers;
  /** More than the start itself asks of the machine. */
  readonly needs: ((ofStart: PreflightNeeds, prepared: Prepared) => Promise<PreflightNeeds>) | undefined;
}

/** Everything that would keep a start from working, told before anything is changed. */
export async function checkStart(
  context: CommandContext,
  prepared: Prepared,
  { project, run, looks, needs }: CheckedStart,
): Promise<StartChecked> {
  const { world } = context;
  const rehearse = project !== prepared.environment.project.name;
  const ofStart = preflightNeeds(prepared, project);
  const asked = needs === undefined ? ofStart : await needs(ofStart, prepared);
  const found = await tellChecks(context, run, [
    ...startChecks(asked, { rehearse, observeEngine: looks.atEngine, observeCompose: looks.atCompose }),
    secretCheck(prepared, { observeEngine: looks.atEngine, rehearse, missing: "left-out" }),
    unfinishedRestoreCheck({ folder: prepared.environment.workingDirectory, project }),
  ]);
  const engine = await looks.atEngine(world, world.terminal.interrupted);
  return blocks(found.findings) || engine.kind === "failed"
    ? { kind: "blocked", failed: Math.max(1, countFailed(found.findings)) }
    : { kind: "passed", engine: engine.value, ignored: found.ignored };
}

/** An id that no finding can have is a typing error, and would be silence. */
export function unknownFinding(ids: readonly string[]): Problem | undefined {
  const known = Object.keys(findingIds);
  const unknown = ids.find((id) => !known.includes(id));
  if (unknown === undefined) return undefined;
  const meant = nearest(unknown, known);
  return {
    message: `--ignore: no check finds "${unknown}"`,
    fix: meant === undefined ? "see the ids with: stack doctor --json" : `did you mean "${meant}"?`,
  };
}

async function tellChecks(
  { world, flags }: CommandContext,
  run: Run,
  checks: readonly Check[],
): Promise<{ readonly findings: readonly Finding[]; readonly ignored: readonly string[] }> {
  run.tell({ type: "step-started", step: "preflight" });
  const report = await preflight(world, checks, world.terminal.interrupted);
  const findings = ignored(report.findings, flags.ignore);
  for (const finding of findings) run.tell({ type: "finding", finding });
  run.tell({ type: "step-finished", step: "preflight", durationMs: Math.round(report.durationMs) });
  const demoted = report.findings.filter(({ status, id }) => status === "fail" && flags.ignore.includes(id));
  return { findings, ignored: demoted.map(({ id, title }) => `ignored ${id}: ${title}`) };
}

function countFailed(findings: readonly Finding[]): number {
  return findings.filter(({ status }) => status === "fail").length;
}
