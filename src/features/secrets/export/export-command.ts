import type { Outcome } from "../../../core/events/outcome.ts";
import { exportSecrets } from "./export-secrets.ts";
import { exportedSentence } from "../words.ts";
import type { CommandContext } from "../../../command/command.ts";
import { tellProblem } from "../../../command/tell-outcome.ts";
import { confirm } from "../../../command/consent.ts";
import { interruptedOutcome, usageOutcome } from "../../../command/usage-outcome.ts";
import { openSecrets } from "../open-secrets.ts";
import { passphrase } from "./passphrase.ts";

/** The JSON of `stack secrets export`. */
interface SecretsExportDocument {
  readonly schema: 1;
  readonly command: "secrets export";
  readonly environment: string;
  readonly ok: true;
  /** The file that was written. */
  readonly file: string;
  readonly names: readonly string[];
}

/** As costly to guess as the `age` command makes it: about a second for each try. */
const workFactor = 18;

/** All secrets of an environment in one file that a passphrase opens, to take them to another box. */
export async function exportAll(context: CommandContext): Promise<Outcome> {
  const { world, flags } = context;
  const opened = await openSecrets(context);
  if (opened.kind === "failed") return usageOutcome(opened.error);
  const { place, prepared } = opened.value;
  const file = flags.out ?? `${place.environment}.age`;
  const path = world.files.resolve(world.machine.workingDirectory, file);
  const isThere = (await world.files.stat(path)).kind !== "absent";
  if (isThere && !(await confirm(context, `${file} is there already. Replace it?`))) {
    const message = `${file} is there already, and stays`;
    return { kind: "usage", message, fix: `stack secrets export ${place.environment} --out <another file>` };
  }
  const given = await passphrase(context, "twice");
  if (given.kind === "interrupted") return interruptedOutcome(world);
  if (given.kind === "failed") return usageOutcome(given.error);
  const sealed = await exportSecrets(world, place, prepared.specs, { passphrase: given.value, workFactor });
  if (sealed.kind === "failed") {
    const [problem] = sealed.error;
    tellProblem(context, { message: problem?.detail ?? "", fix: problem?.fix ?? "" });
    return { kind: "blocked", failed: sealed.error.length };
  }
  const written = await world.files.writeAtomically(path, sealed.value.text, 0o600);
  if (written.kind === "failed")
    return { kind: "usage", message: `${file} cannot be written: ${written.error.reason}`, fix: "df -h ." };
  const { environment } = place;
  const about = { schema: 1, command: "secrets export", ok: true } as const;
  const document: SecretsExportDocument = { ...about, environment, file, names: sealed.value.names };
  if (flags.json) world.terminal.outDocument(document, 2);
  else world.terminal.out(`${exportedSentence(sealed.value.names, file)}\n`);
  return { kind: "done" };
}
