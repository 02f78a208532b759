import type { CommandContext } from "../../command/command.ts";
import { prepareRequest } from "../../command/request.ts";
import { nearest } from "../../core/environment/nearest.ts";
import { ok, problems } from "../../core/environment/problem.ts";
import type { Read } from "../../core/environment/problem.ts";
import { prepare } from "../../core/plan/prepare.ts";
import type { Prepared } from "../../core/plan/prepare.ts";
import { heldSecretsSentence } from "../../core/report/words/held-secrets.ts";
import type { SecretPlace } from "../../core/secrets/store/secret-place.ts";
import { holdSecrets } from "../../core/secrets/store/secrets-lock.ts";
import type { Held } from "../../core/secrets/store/secrets-lock.ts";

export interface OpenedSecrets {
  readonly prepared: Prepared;
  readonly place: SecretPlace;
  /** The secrets that were named; empty: all of them are meant. */
  readonly names: readonly string[];
}

/** The environment that the first word names, and the secrets that the others do. */
export async function openSecrets(context: CommandContext): Promise<Read<OpenedSecrets>> {
  const { world, words } = context;
  if (words[0] === undefined)
    return problems({ message: "secrets of which environment?", fix: "stack secrets list dev" });
  const prepared = await prepare(world, prepareRequest(context), world.terminal.interrupted);
  if (prepared.kind === "failed") return prepared;
  const { environment } = prepared.value;
  const place = { environment: environment.name, directory: environment.workingDirectory };
  return ok({
    prepared: prepared.value,
    place,
    names: words.slice(1).map((word) => spelled(word, environment.manifest.secrets)),
  });
}

/** As the manifest writes it: nobody should have to type capitals. */
function spelled(word: string, specs: Prepared["specs"]): string {
  return Object.keys(specs).find((name) => name.toLowerCase() === word.toLowerCase()) ?? word;
}

/** Names that no secret of this environment has. */
export function unknownNames({ prepared, names }: OpenedSecrets): Read<readonly string[]> {
  const known = Object.keys(prepared.specs);
  const unknown = names.filter((name) => !known.includes(name));
  const { name } = prepared.environment;
  return unknown.length === 0
    ? ok(names)
    : problems(
        ...unknown.map((word) => {
          const meant = nearest(word, known);
          return {
            message: `${name} has no secret "${word}"`,
            fix: meant === undefined ? `stack secrets list ${name}` : `did you mean "${meant}"?`,
          };
        }),
      );
}

/** Waits for its turn, and says for whom; Ctrl-C ends the waiting. */
export async function hold<T>(
  { world, flags }: CommandContext,
  place: SecretPlace,
  action: string,
  act: () => Promise<T>,
): Promise<Held<T>> {
  const command = `stack secrets ${action} ${place.environment}`;
  const onWait: Parameters<typeof holdSecrets>[2]["onWait"] = (holder) => {
    if (!flags.quiet) world.terminal.err(`${heldSecretsSentence(place.environment, holder)}\n`);
  };
  return holdSecrets(world, place, { command, onWait }, act);
}
