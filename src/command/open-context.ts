import { redactingTerminal } from "../core/report/text/redacting-terminal.ts";
import type { World } from "../world/world.ts";
import type { CommandContext } from "./command.ts";
import { flagsSchema } from "./flags.ts";
import { knownSecrets } from "./known-secrets.ts";

export type Opened =
  | { readonly kind: "opened"; readonly context: CommandContext }
  | { readonly kind: "bad-flag"; readonly flag: string; readonly message: string };

/** Reads the flags, and puts the mask on before anything can be said. */
export async function openContext(
  world: World,
  words: readonly string[],
  given: Pick<CommandContext, "commands" | "startGuards"> & {
    readonly options: Readonly<Record<string, unknown>>;
  },
): Promise<Opened> {
  const flags = flagsSchema.safeParse(given.options);
  if (!flags.success) {
    const [issue] = flags.error.issues;
    return {
      kind: "bad-flag",
      flag: String(issue?.path[0] ?? ""),
      message: issue?.message ?? "not understood",
    };
  }
  const terminal = redactingTerminal(world.terminal);
  terminal.learn(await knownSecrets(world, flags.data.set));
  const masked: World = { ...world, terminal };
  return {
    kind: "opened",
    context: {
      world: masked,
      words,
      flags: flags.data,
      commands: given.commands,
      startGuards: given.startGuards,
      redact: (text) => terminal.redact(text),
      reveal: (text) => terminal.outUnmasked(text),
      learnSecrets: (values) => terminal.learn(values),
    },
  };
}
