import { nearest } from "../../core/environment/nearest.ts";
import type { Command } from "../../command/command.ts";

/** Each action of `stack secrets`, loaded when it is called. */
const actions: Readonly<Record<string, () => Promise<Command>>> = {
  generate: async () => (await import("./generate-command.ts")).generate,
  list: async () => (await import("./list-command.ts")).list,
  check: async () => (await import("./check-command.ts")).check,
  rotate: async () => (await import("./rotate/command.ts")).rotate,
  export: async () => (await import("./export/export-command.ts")).exportAll,
  import: async () => (await import("./export/import-command.ts")).importAll,
};

/** `stack secrets <action> <environment> [name…]`: the action gets the words after its own. */
export const secrets: Command = async (context) => {
  const [word = "", ...words] = context.words;
  const load = actions[word];
  if (load !== undefined) return (await load())({ ...context, words });
  const known = Object.keys(actions);
  const meant = known.find((name) => word !== "" && name.startsWith(word)) ?? nearest(word, known) ?? "list";
  return {
    kind: "usage",
    message: `secrets: there is no "${word}"; there is ${known.join(", ")}`,
    fix: `stack secrets ${meant} ${words[0] ?? "dev"}`,
  };
};
