import { errorCode } from "../system-error.ts";

/** Of a stream, what writing needs. */
interface Output {
  write(text: string): boolean;
  on(event: "error", listener: (error: Error) => void): unknown;
}

const goneReader = new Set(["EPIPE", "EIO", "ERR_STREAM_DESTROYED"]);

/** Writes until the reader is gone, then says nothing more. Opens the stream at the first word. */
export function patientWriter(
  open: () => Output,
  onGone: () => void = () => undefined,
): (text: string) => void {
  let output: Output | undefined;
  let isClosed = false;
  const stop = (error: Error): void => {
    if (isClosed) return;
    isClosed = true;
    onGone();
    if (!goneReader.has(errorCode(error) ?? "")) failAtExit(error);
  };
  return (text) => {
    if (output === undefined) {
      output = open();
      output.on("error", stop);
    }
    if (!isClosed) output.write(text);
  };
}

/** A stream tells of what it could not write only when what is going on has come to a pause. */
export async function toldOfLosses(): Promise<void> {
  await new Promise(setImmediate);
}

/** Results that were lost (a full disk under `> file`) must not end as a success, nor as what they would have said. */
function failAtExit(error: Error): void {
  process.once("exit", () => {
    process.stderr.write(`stack: the output could not be written: ${error.message}\n`);
    process.exitCode = 1;
  });
}
