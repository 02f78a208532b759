import { errorCode } from "../system-error.ts";

/** Of a stream, what writing needs. */
interface Output {
  write(text: string): boolean;
  on(event: "error", listener: (error: Error) => void): unknown;
}

const goneReader = new Set(["EPIPE", "EIO", "ERR_STREAM_DESTROYED"]);

/** Writes until the reader is gone, then says nothing more. Opens the stream at the first word. */
export function patientWriter(open: () => Output): (text: string) => void {
  let output: Output | undefined;
  let isClosed = false;
  const stop = (error: Error): void => {
    isClosed = true;
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

/** Results that were lost (a full disk under `> file`) must not end as a success. */
function failAtExit(error: Error): void {
  process.once("exit", () => {
    process.stderr.write(`stack: the output could not be written: ${error.message}\n`);
    process.exitCode = process.exitCode === 0 || process.exitCode === undefined ? 1 : process.exitCode;
  });
}
