import type { Outcome } from "../../core/events/outcome.ts";
import { secretCheck } from "../../core/plan/secret-check.ts";
import type { Finding } from "../../core/preflight/check.ts";
import { engineObserver } from "../../core/preflight/engine/observe-engine.ts";
import { preflight } from "../../core/preflight/preflight.ts";
import { findingsText } from "../../core/report/findings.ts";
import { printDocument } from "../../core/report/show.ts";
import type { CommandContext } from "../../command/command.ts";
import { usageOutcome } from "../../command/usage-outcome.ts";
import { openSecrets, unknownNames } from "./open-secrets.ts";

/** Says what is wrong with the secrets, without a value; what would keep a start from working exits with 3. */
export async function check(context: CommandContext): Promise<Outcome> {
  const { world, flags } = context;
  const opened = await openSecrets(context);
  if (opened.kind === "failed") return usageOutcome(opened.error);
  const names = unknownNames(opened.value);
  if (names.kind === "failed") return usageOutcome(names.error);
  const { prepared, place } = opened.value;
  const asked = secretCheck(prepared, { observeEngine: engineObserver(), missing: "told", rehearse: false });
  const report = await preflight(world, [asked], world.terminal.interrupted);
  const findings = report.findings.filter((finding) => isAbout(finding, names.value));
  const failed = findings.filter(({ status }) => status === "fail").length;
  const document: SecretsCheckDocument = {
    schema: 1,
    command: "secrets check",
    environment: place.environment,
    ok: failed === 0,
    findings,
    durationMs: Math.round(report.durationMs),
  };
  // what is well is worth a line where there is nothing else to say
  const isWell = findings.every(({ status }) => status === "pass");
  printDocument(document, { world, json: flags.json, noColor: !flags.color }, (look) =>
    findingsText(findings, look, flags.verbose || isWell),
  );
  return failed === 0 ? { kind: "done" } : { kind: "blocked", failed };
}

/** The JSON of `stack secrets check`. */
interface SecretsCheckDocument {
  readonly schema: 1;
  readonly command: "secrets check";
  readonly environment: string;
  readonly ok: boolean;
  readonly findings: readonly Finding[];
  readonly durationMs: number;
}

/** What is about no secret in particular (a file, a folder, git) concerns all of them. */
function isAbout({ data }: Finding, names: readonly string[]): boolean {
  const subjects = [data["secret"], data["secrets"]].flat().filter((name) => typeof name === "string");
  return names.length === 0 || subjects.length === 0 || subjects.some((name) => names.includes(name));
}
