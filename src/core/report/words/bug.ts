/** Only bugs throw. The stack trace is for those who ask. */
export function bugSentence(error: unknown, verbose: boolean): { message: string; fix: string } {
  const what = error instanceof Error ? error.message : String(error);
  const trace = verbose && error instanceof Error ? `\n${error.stack ?? ""}` : "";
  return {
    message: `this is a bug in stack: ${what}${trace}`,
    fix: verbose
      ? "report it with this text and what `stack doctor --report` writes"
      : "run it again with --verbose to see where",
  };
}
