interface Asking {
  readonly question: string;
  readonly signal: AbortSignal;
  readonly input: NodeJS.ReadableStream;
  readonly output: NodeJS.WritableStream;
}

/**
 * One line. The terminal stays in its own line mode (`terminal: false`), so Ctrl-C is a signal there as everywhere
 * else, and not a key that readline keeps to itself.
 */
export async function askPerson({ question, signal, input, output }: Asking): Promise<string | undefined> {
  const { createInterface } = await import("node:readline");
  const lines = createInterface({ input, terminal: false });
  output.write(question);
  try {
    return await new Promise<string | undefined>((resolve) => {
      const giveUp = (): void => {
        resolve(undefined);
      };
      lines.once("line", resolve);
      lines.once("close", giveUp);
      signal.addEventListener("abort", giveUp, { once: true });
      // an input that has ended says so once: nothing would wait for this question, and the program would end without a word
      if (signal.aborted || !input.readable) giveUp();
    });
  } finally {
    lines.close();
  }
}
