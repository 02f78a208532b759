import type { YamlSource } from "./yaml-source.ts";

export interface ComposeRemarks {
  /** Names that the files look up, which nothing sets: Compose takes each for an empty text. */
  readonly unset: readonly string[];
  /** What else it remarked on. */
  readonly remarks: readonly string[];
  /** What Compose takes for names within values of env files: parts of values, never shown. */
  readonly inValues: readonly string[];
}

/**
 * What Compose said by the way, with the model. A variable that no file names came out of a value of an env file: its
 * name is a part of that value, perhaps of a secret, and not told.
 */
export function composeRemarks(stderr: string, files: readonly YamlSource[]): ComposeRemarks {
  const said = [...new Set(stderr.split("\n").flatMap(warningIn))].filter((text) => !isToldByLint(text));
  const written = files.flatMap((file) => file.texts().map(({ text }) => text)).join("\n");
  const names = said.flatMap((text) => unsetIn(text) ?? []);
  const isWritten = (name: string): boolean => new RegExp(`\\$\\{?${name}\\b`, "u").test(written);
  const inValues = names.filter((name) => !isWritten(name));
  return {
    inValues,
    unset: names.filter(isWritten),
    remarks: [
      ...said.filter((text) => unsetIn(text) === undefined),
      ...(inValues.length === 0
        ? []
        : ["a value in an env file has a $ that Compose takes for a variable: write $$ for a $"]),
    ],
  };
}

/** `time="…" level=warning msg="…"`: the text, without the escapes of a log. */
function warningIn(line: string): readonly string[] {
  const text = /level=warning msg="((?:[^"\\]|\\.)*)"/u.exec(line)?.[1];
  return text === undefined ? [] : [text.replaceAll(/\\(.)/gu, "$1")];
}

function unsetIn(text: string): string | undefined {
  return /^The "(\w+)" variable is not set/u.exec(text)?.[1];
}

function isToldByLint(text: string): boolean {
  return text.includes("`version` is obsolete") || text.includes("attribute `version`");
}
