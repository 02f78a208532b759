import type { Outcome } from "../../core/events/outcome.ts";
import { secretUsers } from "../../core/plan/secret-users.ts";
import { listSecrets } from "./list-secrets.ts";
import type { ListedSecret } from "./list-secrets.ts";
import { readStoredSecrets } from "../../core/secrets/store/stored-secrets.ts";
import { secretsTable } from "./secrets-table.ts";
import { show } from "../../core/report/show.ts";
import type { CommandContext } from "../../command/command.ts";
import { usageOutcome } from "../../command/usage-outcome.ts";
import { openSecrets, unknownNames } from "./open-secrets.ts";
import type { OpenedSecrets } from "./open-secrets.ts";

/** The JSON of `stack secrets list`; values are in no document. */
interface SecretsListDocument {
  readonly schema: 1;
  readonly command: "secrets list";
  readonly environment: string;
  readonly envFile: string;
  readonly secrets: readonly ListedSecret[];
}

/** Shows what there is to know of the secrets, never a value; with `--show`, one value to a person who asked twice. */
export async function list(context: CommandContext): Promise<Outcome> {
  const { world, flags } = context;
  const words = flags.show === undefined ? context.words : [context.words[0] ?? "", flags.show];
  const opened = await openSecrets({ ...context, words });
  if (opened.kind === "problems") return usageOutcome(opened.problems);
  const names = unknownNames(opened.value);
  if (names.kind === "problems") return usageOutcome(names.problems);
  const { place, prepared } = opened.value;
  if (flags.show !== undefined) return showOne(context, opened.value);
  const listed = await listSecrets(world, place, prepared.specs);
  const secrets = listed
    .filter(({ name }) => names.value.length === 0 || names.value.includes(name))
    .map((secret) => Object.assign(secret, { services: secretUsers(world, prepared, secret.name) }));
  const document: SecretsListDocument = {
    schema: 1,
    command: "secrets list",
    environment: place.environment,
    envFile: prepared.environment.envFile,
    secrets,
  };
  show(document, { world, json: flags.json, noColor: !flags.color }, (look) =>
    secretsTable(document, { look, directory: place.directory }),
  );
  return { kind: "done" };
}

/** Never into a pipe, a file or a log, and never without being asked: not even with `--yes`. */
async function showOne(
  { world, flags, reveal }: CommandContext,
  { place, prepared, names: [name = ""] }: OpenedSecrets,
): Promise<Outcome> {
  const { terminal } = world;
  if (flags.json || !terminal.outIsTerminal || !terminal.canAsk) {
    const message = "a value is shown on a terminal only, to a person who can be asked";
    return { kind: "usage", message, fix: `stack secrets list ${place.environment} --show ${name}` };
  }
  const stored = await readStoredSecrets(world, place, prepared.specs);
  const value = stored.values.get(name)?.value;
  if (value === undefined) {
    const message = `${name} has no value yet`;
    return { kind: "usage", message, fix: `stack secrets generate ${place.environment}` };
  }
  const question = `Show ${name} of ${place.environment} here, for everybody who sees this screen? [y/N] `;
  const answer = await terminal.ask(question, terminal.interrupted);
  if (/^y(?:es)?$/iu.test(answer?.trim() ?? "")) reveal(`${value}\n`);
  return { kind: "done" };
}
