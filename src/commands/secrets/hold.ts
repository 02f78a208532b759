import type { SecretPlace } from "../../secrets/secret-place.ts";
import { holdSecrets } from "../../secrets/secrets-lock.ts";
import type { Held } from "../../secrets/secrets-lock.ts";
import { heldSecretsSentence } from "../../report/phrases/held-secrets.ts";
import type { CommandContext } from "../command.ts";

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
