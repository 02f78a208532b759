/**
 * Compose's own `$` rules: `$$`, `$NAME`, `${NAME}`, `${NAME:-default}` and its kin. A name that is not known is
 * empty. Undefined where Compose refuses the text.
 */
export function interpolate(text: string, values: ReadonlyMap<string, string>): string | undefined {
  let result = "";
  for (let position = 0; position < text.length;) {
    const dollar = text.indexOf("$", position);
    if (dollar === -1) return result + text.slice(position);
    const piece = substitute(text, dollar, values);
    if (piece === undefined) return undefined;
    result += text.slice(position, dollar) + piece.value;
    position = piece.end;
  }
  return result;
}

interface Piece {
  readonly value: string;
  readonly end: number;
}

function substitute(text: string, dollar: number, values: ReadonlyMap<string, string>): Piece | undefined {
  if (text[dollar + 1] === "$") return { value: "$", end: dollar + 2 };
  if (text[dollar + 1] === "{") return substituteBraced(text, dollar, values);
  const name = /^[_a-z][_a-z0-9]*/iu.exec(text.slice(dollar + 1))?.[0];
  if (name === undefined) return { value: "$", end: dollar + 1 };
  return { value: values.get(name) ?? "", end: dollar + 1 + name.length };
}

function substituteBraced(
  text: string,
  dollar: number,
  values: ReadonlyMap<string, string>,
): Piece | undefined {
  const end = closingBrace(text, dollar + 2);
  if (end === undefined) return undefined;
  const match = /^([_a-z][_a-z0-9]*)(?:(:?[-+?])([\s\S]*))?$/iu.exec(text.slice(dollar + 2, end));
  if (match === null) return undefined;
  const value = choose(values.get(match[1] ?? ""), match[2] ?? "", () => interpolate(match[3] ?? "", values));
  return value === undefined ? undefined : { value, end: end + 1 };
}

/** `:` counts an empty value as none. */
function choose(
  known: string | undefined,
  operator: string,
  alternative: () => string | undefined,
): string | undefined {
  const isGiven = operator.startsWith(":") ? known !== undefined && known !== "" : known !== undefined;
  if (operator.endsWith("-")) return isGiven ? known : alternative();
  if (operator.endsWith("+")) return isGiven ? alternative() : "";
  if (operator.endsWith("?")) return isGiven ? known : undefined;
  return known ?? "";
}

function closingBrace(text: string, from: number): number | undefined {
  let depth = 1;
  for (let index = from; index < text.length; index++) {
    if (text.startsWith("${", index)) depth++;
    else if (text[index] === "}" && --depth === 0) return index;
  }
  return undefined;
}
