import type { Outcome } from "../launch/outcome.ts";
import type { Check } from "../preflight/check.ts";
import { composeCheck } from "../preflight/compose-version.ts";
import { engineCheck } from "../preflight/docker.ts";
import { engineLook } from "../preflight/engine-look.ts";
import { decideGpu } from "../preflight/gpu-decision.ts";
import { observeGpus } from "../preflight/gpu-query.ts";
import { preflight } from "../preflight/preflight.ts";
import { prepare } from "../plan/prepare.ts";
import { doctorText } from "../report/doctor-text.ts";
import type { DoctorDocument } from "../report/doctor-text.ts";
import { show } from "../report/show.ts";
import type { CommandContext } from "./command.ts";
import { prepareRequest } from "./request.ts";
import { upChecks } from "./up-checks.ts";
import { usageOutcome } from "./usage-outcome.ts";

/** Checks this machine, and says what to do about what is wrong. */
export async function doctor(context: CommandContext): Promise<Outcome> {
  const { world, words, flags } = context;
  const subject =
    words[0] === undefined
      ? undefined
      : await prepare(world, prepareRequest(context), world.terminal.interrupted);
  if (subject?.kind === "problems") return usageOutcome(subject.problems);
  const lookAtEngine = engineLook();
  const checks: readonly Check[] =
    subject === undefined
      ? [engineCheck(lookAtEngine), composeCheck()]
      : upChecks(subject.value, {
          project: subject.value.environment.project.name,
          rehearse: flags.rehearse,
          lookAtEngine,
        });
  const [report, seen] = await Promise.all([
    preflight(world, checks, world.terminal.interrupted),
    subject === undefined ? observeGpus(world, world.terminal.interrupted) : undefined,
  ]);
  const gpu =
    subject?.value.gpu ??
    decideGpu({ gpus: [], links: [], error: null, ...seen, choice: flags.gpu, need: "optional" });
  const failed = report.findings.filter(({ status }) => status === "fail").length;
  const document: DoctorDocument = {
    schema: 1,
    command: "doctor",
    environment: subject?.value.environment.name ?? null,
    ok: failed === 0,
    findings: report.findings,
    gpu,
    durationMs: Math.round(report.durationMs),
  };
  show(document, { world, json: flags.json, noColor: !flags.color }, (look) =>
    doctorText(document, look, flags.verbose),
  );
  return failed === 0 ? { kind: "done" } : { kind: "blocked", failed };
}
