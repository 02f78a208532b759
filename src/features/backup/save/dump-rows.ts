interface TableRows {
  readonly database: string;
  /** As SQL writes it: schema and table, quoted where that is needed. */
  readonly table: string;
  readonly rows: number;
}

export interface DumpReading {
  readonly tables: readonly TableRows[];
  /** The last line that pg_dumpall writes has been read: nothing is cut off. */
  readonly isWhole: boolean;
}

/** How pg_dumpall begins. */
export const dumpBeginning = "--\n-- PostgreSQL database cluster dump\n";

/** Longer than any line that is no data: of data lines only the first bytes are looked at, however long they are. */
const lookedAt = 4096;
const newline = 10;

/**
 * Counts the rows of each table in a plain dump of pg_dumpall, as it streams by: the dump itself says what it holds.
 * In COPY's text form a row is exactly one line.
 */
export function dumpReader(): {
  readonly write: (chunk: Uint8Array) => void;
  readonly end: () => DumpReading;
} {
  const state = newState();
  const decoder = new TextDecoder();
  let head: Uint8Array[] = [];
  let headLength = 0;
  const keep = (piece: Uint8Array): void => {
    const room = lookedAt - headLength;
    if (room <= 0 || piece.length === 0) return;
    // the caller's buffer may be used again
    const kept = piece.slice(0, room);
    head.push(kept);
    headLength += kept.length;
  };
  return {
    write: (chunk) => {
      let from = 0;
      for (let at = chunk.indexOf(newline); at >= 0; at = chunk.indexOf(newline, from)) {
        keep(chunk.subarray(from, at));
        readLine(state, decoder.decode(joined(head, headLength)));
        head = [];
        headLength = 0;
        from = at + 1;
      }
      keep(chunk.subarray(from));
    },
    end: () => ({ tables: state.tables, isWhole: state.isWhole && state.copying === undefined }),
  };
}

interface State {
  readonly tables: TableRows[];
  database: string;
  /** Lines since a comment that announces a table's data: a function's text may look like COPY too. */
  sinceAnnounced: number;
  copying: { readonly table: string; rows: number } | undefined;
  isWhole: boolean;
}

function newState(): State {
  return { tables: [], database: "", sinceAnnounced: Infinity, copying: undefined, isWhole: false };
}

function joined(parts: readonly Uint8Array[], length: number): Uint8Array {
  const [only] = parts;
  if (parts.length === 1 && only !== undefined) return only;
  const whole = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

const announcement = /^-- Data for Name: .*; Type: TABLE DATA; /u;
const copy =
  /^COPY ((?:"(?:[^"]|"")+"|[^\s".(]+)(?:\.(?:"(?:[^"]|"")+"|[^\s".(]+))?) +(?:\(.*\) )?FROM stdin;$/u;
const lastLine = "-- PostgreSQL database cluster dump complete";

function readLine(state: State, line: string): void {
  const { copying } = state;
  if (copying !== undefined) {
    if (line !== "\\.") copying.rows += 1;
    else {
      state.tables.push({ database: state.database, ...copying });
      state.copying = undefined;
    }
    return;
  }
  state.sinceAnnounced = announcement.test(line) ? 0 : state.sinceAnnounced + 1;
  if (line === lastLine) state.isWhole = true;
  const database = connectedTo(line);
  if (database !== undefined) state.database = database;
  const table = state.sinceAnnounced <= 4 ? copy.exec(line)?.[1] : undefined;
  if (table !== undefined) state.copying = { table, rows: 0 };
}

/** `\connect shop`, or for a difficult name `\connect -reuse-previous=on "dbname='it''s'"`. */
function connectedTo(line: string): string | undefined {
  const words = /^\\connect (.*)$/u.exec(line)?.[1];
  if (words === undefined) return undefined;
  const quoted = /dbname='((?:[^'\\]|\\.)*)'/u.exec(words)?.[1];
  if (quoted !== undefined) return quoted.replaceAll(/\\(.)/gu, "$1").replaceAll('""', '"');
  return words.replaceAll(/^"|"$/gu, "").replaceAll('""', '"');
}
