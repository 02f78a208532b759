/** One use of a variable: `${NAME:-default}` and its kin. */
export interface VariableUse {
  readonly name: string;
  /** `:-` `-` `:?` `?` `:+` `+`, or nothing. */
  readonly operator: string;
  readonly alternative: string;
}

/** Every variable that Compose would look up in a text, those within defaults too. */
export function variablesIn(text: string): readonly VariableUse[] {
  const uses: VariableUse[] = [];
  for (let position = text.indexOf("$"); position !== -1; position = text.indexOf("$", position)) {
    const next = text[position + 1];
    if (next === "{") {
      const end = closingBrace(text, position + 2);
      uses.push(...braced(text.slice(position + 2, end)));
      position = end;
      continue;
    }
    const name = /^[_a-z][_a-z0-9]*/iu.exec(text.slice(position + 1))?.[0];
    if (name !== undefined) uses.push({ name, operator: "", alternative: "" });
    // `$$` is a dollar sign
    position += next === "$" ? 2 : 1;
  }
  return uses;
}

function braced(inside: string): readonly VariableUse[] {
  const match = /^([_a-z][_a-z0-9]*)(?:(:?[-+?])([\s\S]*))?$/iu.exec(inside);
  if (match?.[1] === undefined) return [];
  const alternative = match[3] ?? "";
  return [{ name: match[1], operator: match[2] ?? "", alternative }, ...variablesIn(alternative)];
}

function closingBrace(text: string, from: number): number {
  let depth = 1;
  for (let index = from; index < text.length; index += 1) {
    if (text.startsWith("${", index)) depth += 1;
    else if (text[index] === "}" && (depth -= 1) === 0) return index;
  }
  return text.length;
}
