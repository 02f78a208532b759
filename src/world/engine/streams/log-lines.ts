import { StringDecoder } from "node:string_decoder";
import { demultiplex } from "./demultiplex.ts";
import type { LogLine } from "../engine.ts";
import { splitLines } from "../../processes/line-splitter.ts";

export interface LogReader {
  readonly write: (chunk: Uint8Array) => void;
  readonly end: () => void;
}

/**
 * Reads a log asked for with time stamps. A container with a terminal has one bare stream, any other has frames; a
 * frame begins with a byte under 3, a time stamp with a digit, so the first byte tells which it is.
 */
export function readLogLines(onLine: (line: LogLine) => void): LogReader {
  let reader: LogReader | undefined;
  return {
    write: (chunk) => {
      reader ??= (chunk[0] ?? 0) <= 2 ? framedReader(onLine) : bareReader(onLine);
      reader.write(chunk);
    },
    end: () => reader?.end(),
  };
}

function bareReader(onLine: (line: LogLine) => void): LogReader {
  return splitLines((line) => {
    const [at, text] = cutTime(line);
    onLine({ at, from: "stdout", text });
  });
}

function framedReader(onLine: (line: LogLine) => void): LogReader {
  const readers = { stdout: pieceReader("stdout", onLine), stderr: pieceReader("stderr", onLine) };
  const take = demultiplex((payload, from) => {
    readers[from].write(payload);
  });
  return {
    write: take,
    end: () => {
      readers.stdout.end();
      readers.stderr.end();
    },
  };
}

/** A line longer than 16 KiB comes in several frames, each with a time stamp of its own. */
function pieceReader(from: LogLine["from"], onLine: (line: LogLine) => void): LogReader {
  const decoder = new StringDecoder("utf8");
  let begun: LogLine | undefined;
  const end = (): void => {
    if (begun !== undefined) onLine(begun);
    begun = undefined;
  };
  return {
    write: (payload) => {
      const [at, piece] = cutTime(decoder.write(Buffer.from(payload)));
      const text = (begun?.text ?? "") + piece.replace(/\r?\n$/, "");
      begun = { at: begun?.at ?? at, from, text };
      if (piece.endsWith("\n")) end();
    },
    end,
  };
}

function cutTime(text: string): readonly [Date, string] {
  const space = text.indexOf(" ");
  return [new Date(text.slice(0, space)), text.slice(space + 1)];
}
