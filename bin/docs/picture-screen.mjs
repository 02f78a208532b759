/**
 * What stands on a terminal after it was sent some text: enough of its language for what this program sends. Throws at
 * anything else, so that a picture is never quietly wrong.
 *
 * @typedef {{ readonly character: string, readonly style: string }} Cell `style`: classes of the picture, such as "bold green"
 */

/**
 * @param {string} sent
 * @returns {readonly (readonly Cell[])[]} lines, from the first that was written
 */
export function screenAfter(sent) {
  /** @type {Cell[][]} */
  const lines = [[]];
  const at = { row: 0, column: 0, style: "" };
  // eslint-disable-next-line no-control-regex -- control characters are what it is about
  for (const [piece] of sent.matchAll(/\u001b\[[?0-9;]*[A-Za-z]|\r|\n|[^\u001b\r\n]/gsu)) {
    if (piece === "\r") at.column = 0;
    else if (piece === "\n") at.row += 1;
    else if (piece.startsWith("\u001b")) obey(piece, lines, at);
    else put(piece, lines, at);
    while (lines.length <= at.row) lines.push([]);
  }
  return lines;
}

/**
 * @param {string} character
 * @param {Cell[][]} lines
 * @param {{ row: number, column: number, style: string }} at
 */
function put(character, lines, at) {
  const line = lines[at.row] ?? [];
  while (line.length < at.column) line.push({ character: " ", style: "" });
  line[at.column] = { character, style: at.style };
  at.column += 1;
}

/**
 * @param {string} sequence
 * @param {Cell[][]} lines
 * @param {{ row: number, column: number, style: string }} at
 */
function obey(sequence, lines, at) {
  const [, words = "", letter = ""] = /\[([?0-9;]*)([A-Za-z])$/u.exec(sequence) ?? [];
  const count = Number(words) || 1;
  if (letter === "m") at.style = styled(at.style, words);
  else if (letter === "A") at.row = Math.max(0, at.row - count);
  else if (letter === "B") at.row += count;
  else if (letter === "G") at.column = count - 1;
  else if (letter === "K") erase(words, lines, at);
  else if (letter === "J" && (words === "" || words === "0")) {
    erase("0", lines, at);
    lines.length = at.row + 1;
  } else if (!/[hl]/u.test(letter)) throw new Error(`a picture cannot show ${JSON.stringify(sequence)}`);
}

/**
 * @param {string} how
 * @param {Cell[][]} lines
 * @param {{ row: number, column: number }} at
 */
function erase(how, lines, at) {
  lines[at.row] = how === "2" ? [] : (lines[at.row] ?? []).slice(0, at.column);
}

/** @type {Readonly<Record<string, string>>} */
const styles = {
  1: "bold",
  2: "dim",
  31: "red",
  32: "green",
  33: "yellow",
  34: "blue",
  35: "magenta",
  36: "cyan",
};

/**
 * @param {string} before
 * @param {string} words
 */
function styled(before, words) {
  let classes = before.split(" ").filter((name) => name !== "");
  for (const word of (words || "0").split(";")) {
    if (word === "0") classes = [];
    else if (word === "22") classes = classes.filter((name) => name !== "bold" && name !== "dim");
    else if (word === "39") classes = classes.filter((name) => name === "bold" || name === "dim");
    else if (styles[word] === undefined) throw new Error(`a picture has no colour ${word}`);
    else classes = [...classes, styles[word]];
  }
  return classes.join(" ");
}
