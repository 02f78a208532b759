import type { Outcome } from "../../core/events/outcome.ts";
import { judgeSecrets } from "../../core/plan/secret-check.ts";
import { storeSecrets } from "../../core/plan/find-stores.ts";
import type { Finding } from "../../core/preflight/check.ts";
import { completeSecrets } from "../../core/secrets/complete.ts";
import type { Completion } from "../../core/secrets/complete.ts";
import { findingsText } from "../../core/report/findings.ts";
import { generatedSentence } from "./words.ts";
import { line } from "../../core/report/text/span.ts";
import { printDocument } from "../../core/report/show.ts";
import type { CommandContext } from "../../command/command.ts";
import { interruptedOutcome, usageOutcome } from "../../command/usage-outcome.ts";
import { knownSecrets } from "../../command/open-context.ts";
import { hold, openSecrets, unknownNames } from "./open-secrets.ts";
import type { OpenedSecrets } from "./open-secrets.ts";

/** Generates the secrets that are missing, and only those. */
export async function generate(context: CommandContext): Promise<Outcome> {
  const { world, flags } = context;
  const opened = await openSecrets(context);
  if (opened.kind === "failed") return usageOutcome(opened.error);
  const names = unknownNames(opened.value);
  if (names.kind === "failed") return usageOutcome(names.error);
  const held = await hold(context, opened.value.place, "generate", async () =>
    generateMissing(context, opened.value),
  );
  if (held.kind === "aborted") return interruptedOutcome(world);
  const { completion, findings } = held.value;
  const failed = findings.filter(({ status }) => status === "fail").length;
  const { place } = opened.value;
  const document: SecretsGenerateDocument = {
    schema: 1,
    command: "secrets generate",
    environment: place.environment,
    ok: failed === 0,
    generated: completion?.generated ?? [],
    kept: completion?.kept ?? [],
    written: completion?.written ?? [],
    envFile: opened.value.prepared.environment.envFile,
    findings,
  };
  printDocument(document, { world, json: flags.json, noColor: !flags.color }, (look) => [
    ...findingsText(findings, look, flags.verbose),
    ...(completion === undefined || failed > 0 ? [] : [line(generatedSentence(document))]),
  ]);
  return failed === 0 ? { kind: "done" } : { kind: "blocked", failed };
}

/** The JSON of `stack secrets generate`. */
interface SecretsGenerateDocument {
  readonly schema: 1;
  readonly command: "secrets generate";
  readonly environment: string;
  readonly ok: boolean;
  /** Names of those that had no value, and of those that had one. */
  readonly generated: readonly string[];
  readonly kept: readonly string[];
  /** Files that were written. */
  readonly written: readonly string[];
  readonly envFile: string;
  readonly findings: readonly Finding[];
}

interface Generated {
  /** Undefined: nothing could be generated without harm. */
  readonly completion: Completion | undefined;
  readonly findings: readonly Finding[];
}

async function generateMissing(
  context: CommandContext,
  { prepared, place, names }: OpenedSecrets,
): Promise<Generated> {
  const { world, learnSecrets } = context;
  const judge = (seen: Parameters<typeof judgeSecrets>[1]): readonly Finding[] =>
    judgeSecrets(prepared, seen, { missing: "left-out", rehearse: false }).filter(
      ({ status }) => status !== "pass",
    );
  const isMeant = (name: string): boolean => names.length === 0 || names.includes(name);
  // a store whose volume has a value that nobody knows would refuse a new one for ever
  const lost = (await storeSecrets(world, prepared)).filter(
    ({ value, secret }) => value === undefined && isMeant(secret),
  );
  if (lost.length > 0) return { completion: undefined, findings: judge({ problems: [], lost }) };
  const completion = await completeSecrets(world, {
    ...place,
    specs: Object.fromEntries(Object.entries(prepared.specs).filter(([name]) => isMeant(name))),
    variables: prepared.variables,
  });
  learnSecrets(await knownSecrets(context));
  return { completion, findings: judge({ problems: completion.problems, lost: [] }) };
}
