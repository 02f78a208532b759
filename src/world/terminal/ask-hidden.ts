interface HiddenAsking {
  readonly question: string;
  readonly signal: AbortSignal;
  readonly input: NodeJS.ReadableStream & { setRawMode(isRaw: boolean): unknown };
  readonly output: NodeJS.WritableStream;
  /** What Ctrl-C does: in raw mode the terminal hands it over as a key instead of sending the signal. */
  readonly interrupt: () => void;
}

const enter = /[\r\n]/u;
const backspace = /[\b\u007f]/u;
const [ctrlC, ctrlD] = ["\u0003", "\u0004"];

/** One line that is not shown while it is typed. Only where input is a terminal. */
export async function askHidden(asking: HiddenAsking): Promise<string | undefined> {
  const { question, signal, input, output } = asking;
  if (signal.aborted || !input.readable) return undefined;
  output.write(question);
  // Node itself gives the terminal its own mode back when the program ends, however that is
  input.setRawMode(true);
  input.setEncoding("utf8").resume();
  try {
    return await new Promise<string | undefined>((resolve) => {
      let typed = "";
      const giveUp = (): void => resolve(undefined);
      signal.addEventListener("abort", giveUp, { once: true });
      input.once("end", giveUp);
      input.on("data", (keys: string) => {
        for (const key of keys) {
          if (enter.test(key)) resolve(typed);
          else if (key === ctrlC) asking.interrupt();
          else if (key === ctrlD) giveUp();
          else typed = backspace.test(key) ? typed.slice(0, -1) : typed + key;
        }
      });
    });
  } finally {
    input.removeAllListeners("data").pause();
    input.setRawMode(false);
    output.write("\n");
  }
}
