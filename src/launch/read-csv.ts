/** Rows of a CSV text: quoted fields may hold commas, quotes (doubled) and line ends. Empty lines are left out. */
export function readCsv(text: string): readonly (readonly string[])[] {
  const rows: string[][] = [];
  let row: string[] = [];
  for (const [, field = "", end = ""] of text.matchAll(fieldAndEnd)) {
    row.push(field.startsWith('"') ? field.slice(1, -1).replaceAll('""', '"') : field);
    if (end === ",") continue;
    if (row.length > 1 || row[0] !== "") rows.push(row);
    row = [];
  }
  return rows;
}

const fieldAndEnd = /("(?:[^"]|"")*"|[^,\r\n]*)(,|\r?\n|$)/gu;
