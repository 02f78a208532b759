import type { Outcome } from "../../core/events/outcome.ts";
import { installToolkit } from "../../core/preflight/gpu/gpu-toolkit.ts";
import { firstRunTexts } from "./words.ts";
import type { CommandContext } from "../../command/command.ts";
import { confirm, withoutConsent } from "../../command/consent.ts";
import { gatherFindings } from "../doctor/gather-findings.ts";
import type { GatheredFindings } from "../doctor/gather-findings.ts";
import { fixFindings } from "../doctor/fix-findings.ts";
import { interruptedOutcome, usageOutcome } from "../../command/usage-outcome.ts";
import { tellLine, tellCommand } from "./tell-step.ts";

export type MachineAnswer =
  | { readonly kind: "ready"; readonly rehearse: boolean }
  | { readonly kind: "ended"; readonly outcome: Outcome };

/** What the environment asks of this machine: mended where that is safe; without a GPU, the rehearsal is offered. */
export async function machineStep(context: CommandContext, answered: boolean | null): Promise<MachineAnswer> {
  const { world } = context;
  tellCommand(context, "stack doctor development --fix");
  const examined = await gatherFindings(context);
  if (world.terminal.interrupted.aborted) return ended(interruptedOutcome(world));
  if (examined.kind === "failed") return ended(usageOutcome(examined.error));
  const mended = await mend(context, examined);
  if (mended.kind === "ended" || hasGpu(mended.found)) {
    return mended.kind === "ended" ? mended : { kind: "ready", rehearse: false };
  }
  tellLine(context, `  ${gpuComplaint(mended.found)}`);
  const refused = answered === true ? undefined : await declines(context, mended.found);
  if (refused !== undefined) return ended(refused);
  tellLine(context, firstRunTexts.rehearses);
  const flags = { ...context.flags, rehearse: true };
  const again = await gatherFindings({ ...context, flags });
  if (again.kind === "failed") return ended(usageOutcome(again.error));
  const ready = await mend({ ...context, flags }, again);
  return ready.kind === "ended" ? ready : { kind: "ready", rehearse: true };
}

type Mended =
  | { readonly kind: "mended"; readonly found: GatheredFindings }
  | { readonly kind: "ended"; readonly outcome: Outcome };

async function mend(context: CommandContext, found: GatheredFindings): Promise<Mended> {
  const { world } = context;
  // a box that cannot have the real thing is mended for the rehearsal, and not for what it will not do
  if (!context.flags.rehearse && !hasGpu(found) && !found.document.findings.some(isToolkit)) {
    return { kind: "mended", found };
  }
  const containers = await world.engine.containers({ project: undefined });
  const nothingRuns = containers.kind === "ok" && !containers.value.some(({ state }) => state === "running");
  const fixed = await fixFindings(context, found, [(finding) => installToolkit(finding, nothingRuns)]);
  if (world.terminal.interrupted.aborted) return ended(interruptedOutcome(world));
  if (fixed.kind === "refused") return ended(fixed.outcome);
  return fixed.kind === "failed" ? ended(usageOutcome(fixed.error)) : { kind: "mended", found: fixed };
}

function isToolkit({ id, status }: { readonly id: string; readonly status: string }): boolean {
  return status === "fail" && id.startsWith("gpu.toolkit-");
}

function hasGpu({ prepared, document }: GatheredFindings): boolean {
  if (prepared?.environment.definition.gpu !== "required") return true;
  return document.gpu.layer === "multi-gpu" || document.gpu.layer === "single-gpu";
}

function gpuComplaint({ document }: GatheredFindings): string {
  return document.gpu.error?.message ?? document.gpu.reason;
}

async function declines(context: CommandContext, found: GatheredFindings): Promise<Outcome | undefined> {
  const { world, flags } = context;
  const question = firstRunTexts.noGpuQuestion;
  const consent = { question, word: undefined, command: "stack first-run", isShown: true };
  if (!flags.yes && !world.terminal.canAsk) return withoutConsent(context, consent);
  const rehearses = await confirm(context, question);
  if (world.terminal.interrupted.aborted) return interruptedOutcome(world);
  return rehearses ? undefined : declined(found);
}

function declined({ document }: GatheredFindings): Outcome {
  const fix = document.gpu.error?.fix ?? "stack gpu";
  return { kind: "engine-unreachable", message: firstRunTexts.declinedRehearsal, fix };
}

function ended(outcome: Outcome): { readonly kind: "ended"; readonly outcome: Outcome } {
  return { kind: "ended", outcome };
}
