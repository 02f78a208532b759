import { StringDecoder } from "node:string_decoder";
import { demultiplex } from "./demultiplex.ts";
import type { LogLine } from "../engine.ts";

export interface LogReader {
  readonly write: (chunk: Uint8Array) => void;
  readonly end: () => void;
}

interface LogListener {
  readonly onLine: (line: LogLine) => void;
  /** What the engine says in the middle of a log of why it cannot go on with it. */
  readonly onFailure: (message: string) => void;
}

/**
 * Reads a log asked for with time stamps. A container with a terminal has one bare stream, any other has frames; a
 * frame begins with a byte under 4, a time stamp with a digit, so the first byte tells which it is.
 */
export function readLogLines(listener: LogListener): LogReader {
  let reader: LogReader | undefined;
  return {
    write: (chunk) => {
      reader ??= (chunk[0] ?? 0) <= 3 ? framedReader(listener) : bareReader(listener);
      reader.write(chunk);
    },
    end: () => reader?.end(),
  };
}

const lineEnd = "\n".charCodeAt(0);

/** A whole line's bytes at a time: where they are cut up, each piece has a time of its own in the middle of the line. */
function bareReader({ onLine }: LogListener): LogReader {
  const lines = pieceReader("stdout", onLine);
  let held: Buffer[] = [];
  const take = (bytes: Buffer): void => {
    for (const piece of piecesOf(bytes)) lines.write(piece);
  };
  return {
    write: (chunk) => {
      let rest = Buffer.from(chunk);
      for (let at = rest.indexOf(lineEnd); at !== -1; at = rest.indexOf(lineEnd)) {
        take(Buffer.concat([...held, rest.subarray(0, at + 1)]));
        held = [];
        rest = rest.subarray(at + 1);
      }
      if (rest.length > 0) held.push(rest);
    },
    end: () => {
      take(Buffer.concat(held));
      lines.end();
    },
  };
}

/** The engine keeps a line in pieces of this many bytes; only the last one is shorter. */
const pieceBytes = 16 * 1024;
const timeStamp = /^\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d) $/u;

function piecesOf(line: Buffer): readonly Buffer[] {
  const pieces: Buffer[] = [];
  let rest = line;
  while (rest.length > 0) {
    const end = rest.indexOf(" ") + 1 + pieceBytes;
    const next = rest.subarray(end, rest.indexOf(" ", end) + 1).toString("latin1");
    const at = timeStamp.test(next) ? end : rest.length;
    pieces.push(rest.subarray(0, at));
    rest = rest.subarray(at);
  }
  return pieces;
}

function framedReader({ onLine, onFailure }: LogListener): LogReader {
  const readers = { stdout: pieceReader("stdout", onLine), stderr: pieceReader("stderr", onLine) };
  const take = demultiplex((payload, from) => {
    if (from === "engine") onFailure(payload.toString("utf8").trim());
    else readers[from].write(payload);
  });
  return {
    write: take,
    end: () => {
      readers.stdout.end();
      readers.stderr.end();
    },
  };
}

/** A line longer than 16 KiB comes in several pieces, each with a time stamp of its own; a character may be cut in two. */
function pieceReader(from: LogLine["from"], onLine: (line: LogLine) => void) {
  const decoder = new StringDecoder("utf8");
  let begun: LogLine | undefined;
  const end = (): void => {
    if (begun === undefined) return;
    const text = begun.text + decoder.end();
    onLine({ ...begun, text: text.replace(/\r?\n$/u, "") });
    begun = undefined;
  };
  return {
    write: (piece: Buffer) => {
      const space = piece.indexOf(" ");
      const at = new Date(piece.subarray(0, space).toString("latin1"));
      const text = decoder.write(piece.subarray(space + 1));
      begun = { at: begun?.at ?? at, from, text: (begun?.text ?? "") + text };
      if (piece.at(-1) === lineEnd) end();
    },
    end,
  };
}
