import type { SecretPlace } from "../../core/secrets/store/secret-place.ts";
import { holdSecrets } from "../../core/secrets/store/secrets-lock.ts";
import type { Held } from "../../core/secrets/store/secrets-lock.ts";
import { heldSecretsSentence } from "../../core/report/words/held-secrets.ts";
import type { CommandContext } from "../../command/command.ts";

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
