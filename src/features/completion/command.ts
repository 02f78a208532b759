import type { CommandContext, CommandWords } from "../../command/command.ts";
import { nearest } from "../../core/environment/nearest.ts";
import type { Outcome } from "../../core/events/outcome.ts";

/** Prints a completion script for a shell; with the commands of this version and the environments of this folder. */
export async function completion({
  world,
  words,
  commands,
  manifest: found,
}: CommandContext): Promise<Outcome> {
  const shell = shells.find((known) => known === words[0]);
  if (shell === undefined) {
    const meant = nearest(words[0] ?? "", shells);
    return {
      kind: "usage",
      message: `there is no completion for "${words[0] ?? ""}"; there is one for ${shells.join(", ")}`,
      fix: `stack completion ${meant ?? "bash"}`,
    };
  }
  const environments =
    found.kind === "ok"
      ? Object.entries(found.value.manifest.environments).flatMap(([name, { aliases }]) => [name, ...aliases])
      : [];
  world.terminal.out(completionScript(shell, { commands, environments }));
  return { kind: "done" };
}

export const shells = ["bash", "zsh", "fish"] as const;
export type Shell = (typeof shells)[number];

/** What can be typed: each command with its flags, and the words after it. */
export interface Vocabulary {
  readonly commands: readonly CommandWords[];
  readonly environments: readonly string[];
}

/** A script for the shell to source: `source <(stack completion bash)`. */
export function completionScript(shell: Shell, vocabulary: Vocabulary): string {
  switch (shell) {
    case "bash":
      return bashScript(vocabulary);
    case "zsh":
      return `#compdef stack\nautoload -U +X bashcompinit && bashcompinit\n${bashScript(vocabulary)}`;
    case "fish":
      return fishScript(vocabulary);
  }
}

function bashScript({ commands, environments }: Vocabulary): string {
  const names = commands.map(({ name }) => name).join(" ");
  const cases = commands.map(({ name, flags }) => `    ${name}) flags="${flags.join(" ")}" ;;`);
  return `_stack() {
  local word="\${COMP_WORDS[COMP_CWORD]}" flags=""
  COMPREPLY=()
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W "${names}" -- "$word"))
    return
  fi
  case "\${COMP_WORDS[1]}" in
${cases.join("\n")}
  esac
  case "$word" in
    -*) COMPREPLY=($(compgen -W "$flags" -- "$word")) ;;
    *) COMPREPLY=($(compgen -W "${environments.join(" ")}" -- "$word")) ;;
  esac
}
complete -o default -F _stack stack
`;
}

function fishScript({ commands, environments }: Vocabulary): string {
  const lines = commands.flatMap(({ name, summary, flags }) => [
    `complete -c stack -n __fish_use_subcommand -f -a ${name} -d '${summary.replaceAll("'", "\\'")}'`,
    `complete -c stack -n '__fish_seen_subcommand_from ${name}' -f -a '${environments.join(" ")}'`,
    ...flags.map(
      (flag) => `complete -c stack -n '__fish_seen_subcommand_from ${name}' -l ${flag.replace(/^--/u, "")}`,
    ),
  ]);
  return `${lines.join("\n")}\n`;
}
