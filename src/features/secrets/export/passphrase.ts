import { ok, problems } from "../../../core/environment/problem.ts";
import type { Read } from "../../../core/environment/problem.ts";
import type { CommandContext } from "../../../command/command.ts";

const fewestCharacters = 8;

/**
 * From a file, or typed without being shown; never from the command line, which every process of this machine can read.
 * `asked` twice where a typing error would lock everybody out.
 */
export async function passphrase(
  context: CommandContext,
  asked: "once" | "twice",
): Promise<Read<string> | { readonly kind: "interrupted" }> {
  const { world, flags, learnSecrets } = context;
  const given =
    flags.passphraseFile === undefined
      ? await askFor(context, asked)
      : await readFrom(context, flags.passphraseFile);
  if (world.terminal.interrupted.aborted) return { kind: "interrupted" };
  if (given.kind === "failed") return given;
  learnSecrets([given.value]);
  const isShort = asked === "twice" && given.value.length < fewestCharacters;
  return isShort
    ? problems({
        message: `a passphrase of ${given.value.length} characters is soon guessed`,
        fix: "take four words or more",
      })
    : given;
}

async function readFrom({ world }: CommandContext, file: string): Promise<Read<string>> {
  const path = world.files.resolve(world.machine.workingDirectory, file);
  const content = await world.files.read(path, { pipeMs: 30_000 });
  if (content.kind !== "text")
    return problems({ file, message: "the passphrase cannot be read from it", fix: `ls -l ${file}` });
  const [first = ""] = content.text.split(/\r?\n/u);
  return first === ""
    ? problems({ file, message: "its first line is empty", fix: "write the passphrase there" })
    : ok(first);
}

async function askFor({ world }: CommandContext, asked: "once" | "twice"): Promise<Read<string>> {
  const { terminal } = world;
  if (!terminal.canAsk)
    return problems({
      message: "there is nobody to ask for the passphrase",
      fix: "write it into a file that only you can read, and name that: --passphrase-file <file>",
    });
  const first = await terminal.askHidden("Passphrase: ", terminal.interrupted);
  if (first === undefined || first === "")
    return problems({ message: "no passphrase was given", fix: "run it again" });
  if (asked === "once") return ok(first);
  const second = await terminal.askHidden("The same again: ", terminal.interrupted);
  return first === second
    ? ok(first)
    : problems({ message: "these were two different passphrases", fix: "run it again" });
}
