const escape = String.fromCharCode(27);

/** What a terminal shows after `text`: enough of one to hold a painter to its word. Throws on what it does not know. */
export function screenAfter(
  text: string,
  columns: number,
): { readonly lines: string[]; readonly cursorIsShown: boolean } {
  const lines: string[][] = [[]];
  let [row, column, cursorIsShown] = [0, 0, true];
  const current = (): string[] => (lines[row] ??= []);
  // After a line as wide as the screen the cursor still stands on its last sign, as in xterm.
  const eraseRest = (): void => {
    current().length = Math.min(current().length, column, columns - 1);
  };
  for (const token of tokens(text)) {
    const control = /^.\[(\??)(\d*)([A-Za-z])$/u.exec(token);
    if (token === "\n") {
      row += 1;
      column = 0;
    } else if (token === "\r") column = 0;
    else if (control?.[3] === "m") continue;
    else if (control?.[3] === "A") row = Math.max(0, row - Number(control[2] || 1));
    else if (control?.[3] === "K") eraseRest();
    else if (control?.[3] === "J") {
      eraseRest();
      lines.length = row + 1;
    } else if (control?.[1] === "?" && control[2] === "25") cursorIsShown = control[3] === "h";
    else if (control !== null || token.startsWith(escape))
      throw new Error(`unknown sequence ${JSON.stringify(token)}`);
    else {
      if (column === columns) {
        row += 1;
        column = 0;
      }
      current()[column] = token;
      column += 1;
    }
  }
  const shown = lines.map((cells) =>
    Array.from(cells, (cell) => cell ?? " ")
      .join("")
      .trimEnd(),
  );
  while (shown.at(-1) === "") shown.pop();
  return { lines: shown, cursorIsShown };
}

const sequence = new RegExp(`${escape}\\[[?\\d;]*[A-Za-z]|${escape}.|.`, "gsu");

function tokens(text: string): readonly string[] {
  return text.match(sequence) ?? [];
}
