import { StringDecoder } from "node:string_decoder";

/** Cuts a byte stream into lines, whatever the pieces it comes in; characters cut in two are put together. */
export interface LineSplitter {
  readonly write: (chunk: Uint8Array) => void;
  /** Gives away a last line that has no line end. */
  readonly end: () => void;
}

export function splitLines(onLine: (line: string) => void): LineSplitter {
  const decoder = new StringDecoder("utf8");
  let rest = "";
  const take = (text: string): void => {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) onLine(withoutCarriageReturn(line));
  };
  return {
    write: (chunk) => {
      take(decoder.write(Buffer.from(chunk)));
    },
    end: () => {
      take(decoder.end());
      if (rest !== "") onLine(withoutCarriageReturn(rest));
      rest = "";
    },
  };
}

function withoutCarriageReturn(line: string): string {
  return line.endsWith("\r") ? line.slice(0, -1) : line;
}
