/** The commands of a shell line, each as its words: through `&&`, pipes and substitutions, quotes taken off. */
export function shellCommands(line: string): readonly (readonly string[])[] {
  const reading: Reading = { commands: [], inner: [], words: [], word: undefined };
  for (let position = 0; position < line.length;) position = read(line, position, reading);
  endCommand(reading);
  return [...reading.commands, ...reading.inner];
}

interface Reading {
  readonly commands: (readonly string[])[];
  /** What stands in substitutions. */
  readonly inner: (readonly string[])[];
  words: string[];
  word: string | undefined;
}

function read(line: string, position: number, reading: Reading): number {
  const sign = line[position] ?? "";
  if (sign === "\\") return add(reading, line[position + 1] ?? "", position + 2);
  if (sign === "'") return addQuoted(line, position, reading);
  if (sign === '"') return addDoubleQuoted(line, position, reading);
  if (sign === "`" || line.startsWith("$(", position)) return addSubstitution(line, position, reading);
  if (/[;&|()\n]/u.test(sign) && !isRedirection(line, position)) {
    endCommand(reading);
    return position + 1;
  }
  if (/\s/u.test(sign)) {
    endWord(reading);
    return position + 1;
  }
  return add(reading, sign, position + 1);
}

function add(reading: Reading, text: string, next: number): number {
  reading.word = (reading.word ?? "") + text;
  return next;
}

function addQuoted(line: string, position: number, reading: Reading): number {
  const end = endOf(line, position + 1, "'");
  return add(reading, line.slice(position + 1, end), end + 1);
}

function addDoubleQuoted(line: string, position: number, reading: Reading): number {
  add(reading, "", position);
  for (let at = position + 1; at < line.length;) {
    const sign = line[at] ?? "";
    if (sign === '"') return at + 1;
    if (sign === "`" || line.startsWith("$(", at)) at = addSubstitution(line, at, reading);
    else if (sign === "\\") at = add(reading, line[at + 1] ?? "", at + 2);
    else at = add(reading, sign, at + 1);
  }
  return line.length;
}

function addSubstitution(line: string, position: number, reading: Reading): number {
  const backtick = line[position] === "`";
  const start = position + (backtick ? 1 : 2);
  const end = backtick ? endOf(line, start, "`") : closingParenthesis(line, start);
  reading.inner.push(...shellCommands(line.slice(start, end)));
  return add(reading, "$()", end + 1);
}

function endOf(line: string, from: number, sign: string): number {
  const end = line.indexOf(sign, from);
  return end === -1 ? line.length : end;
}

function closingParenthesis(line: string, from: number): number {
  let depth = 1;
  for (let index = from; index < line.length; index += 1) {
    if (line[index] === "(") depth += 1;
    else if (line[index] === ")" && (depth -= 1) === 0) return index;
  }
  return line.length;
}

/** `2>&1` and `<&3` end no command. */
function isRedirection(line: string, position: number): boolean {
  return line[position] === "&" && /[<>]/u.test(line[position - 1] ?? "");
}

function endWord(reading: Reading): void {
  if (reading.word !== undefined) reading.words.push(reading.word);
  reading.word = undefined;
}

function endCommand(reading: Reading): void {
  endWord(reading);
  if (reading.words.length > 0) reading.commands.push(reading.words);
  reading.words = [];
}
