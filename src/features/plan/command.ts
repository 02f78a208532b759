import type { Problem } from "../../core/environment/problem.ts";
import type { Outcome } from "../../core/events/outcome.ts";
import { EngineQuestions, notAsked } from "./ask-engine.ts";
import { planDocument } from "./plan-document.ts";
import { prepare } from "../../core/plan/prepare.ts";
import type { Finding } from "../../core/preflight/check.ts";
import { failedFindings, findingsText } from "../../core/report/findings.ts";
import { planText } from "./plan-text.ts";
import { printDocument } from "../../core/report/show.ts";
import { tellLines } from "../../core/report/tell-lines.ts";
import { settingsFindings } from "./settings-findings.ts";
import type { CommandContext } from "../../command/command.ts";
import { missingTools } from "../../command/missing-tools.ts";
import { prepareRequest } from "../../command/request.ts";
import { usageOutcome } from "../../command/usage-outcome.ts";

/** Shows everything `up` would do, without doing it; needs no running engine, and asks one that answers. */
export async function plan(context: CommandContext): Promise<Outcome> {
  const { world, flags } = context;
  const { interrupted } = world.terminal;
  const request = prepareRequest(context);
  const questions = new EngineQuestions(world);
  const prepared = await prepare(world, request, interrupted, (project) => {
    if (!request.rehearse) questions.askAhead(project);
  });
  if (prepared.kind === "failed") return unprepared(context, prepared.error);
  const asked = request.rehearse
    ? notAsked(prepared.value, "what a rehearsal changes is known once its stand-ins are made")
    : await questions.decide(prepared.value, flags.json || flags.verbose);
  const { availableBytes } = await world.machine.memory();
  const findings = await settingsFindings(world, prepared.value);
  const { gpu, secrets } = prepared.value;
  const document = planDocument(asked, { secrets, availableMemoryBytes: availableBytes, findings });
  printDocument(document, { world, json: flags.json, noColor: !flags.color }, (style) =>
    planText(document, { ...style, knowsSizes: flags.verbose }),
  );
  if (!flags.json) tellLines(world, !flags.color, (style) => findingsText(findings, style, flags.verbose));
  const failed =
    findings.filter(({ status }) => status === "fail").length + (gpu.layer === undefined ? 1 : 0);
  return failed === 0 ? { kind: "done" } : { kind: "blocked", failed };
}

/** The JSON of `stack plan` on a machine without what it needs for reading the files. */
interface PlanRefusal {
  readonly schema: 1;
  readonly command: "plan";
  readonly environment: string;
  readonly ok: false;
  readonly findings: readonly Finding[];
}

/** Where it is Compose that is missing, the machine is what has to be mended. */
async function unprepared(
  { world, words, flags }: CommandContext,
  problems: readonly Problem[],
): Promise<Outcome> {
  const findings = await missingTools(world, problems);
  if (findings.length === 0) return usageOutcome(problems);
  if (flags.json) {
    const document: PlanRefusal = {
      schema: 1,
      command: "plan",
      environment: words[0] ?? "",
      ok: false,
      findings,
    };
    world.terminal.outDocument(document, 2);
  }
  tellLines(world, !flags.color, (look) => failedFindings(findings, look, flags.verbose));
  return { kind: "blocked", failed: findings.length };
}
