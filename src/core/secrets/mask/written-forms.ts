/**
 * How a text stands in what programs write: bare, in the quotes of JSON (as JavaScript, Go, Python and PHP write it),
 * of YAML, of SQL and a shell, in HTML, and each of these with the `$` doubled, as Compose prints it.
 */
export function writtenForms(text: string): readonly string[] {
  const once = writers.map((write) => write(text));
  const nested = jsonWriters.flatMap((write) => once.map((form) => write(form)));
  const forms = [...new Set([...once, ...nested])];
  return [...new Set(forms.flatMap((form) => [form, form.replaceAll("$", "$$$$")]))];
}

type Write = (text: string) => string;

const inJson: Write = (text) => JSON.stringify(text).slice(1, -1);
/** Go writes what HTML would act on, and two line separators, by number. */
const inGoJson: Write = (text) => inJson(text).replaceAll(/[<>&\u2028\u2029]/gu, byNumber);
const inAsciiJson: Write = (text) => inJson(text).replaceAll(/[^ -~]/g, byNumber);
const inPhpJson: Write = (text) => inAsciiJson(text).replaceAll("/", String.raw`\/`);

const jsonWriters: readonly Write[] = [inJson, inGoJson, inAsciiJson, inPhpJson];

const writers: readonly Write[] = [
  (text) => text,
  ...jsonWriters,
  (text) => text.replaceAll("'", "''"),
  (text) => text.replaceAll("'", String.raw`'\''`),
  (text) => text.replaceAll("'", String.raw`\'`),
  inYaml,
  (text) => inHtml(text, "&#39;", "&#34;"),
  (text) => inHtml(text, "&#x27;", "&quot;"),
  (text) => inHtml(text, "&apos;", "&quot;"),
  (text) => inHtml(text, "'", "&quot;"),
  (text) => inHtml(text, "'", '"'),
];

function byNumber(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

const yamlEscapes: ReadonlyMap<string, string> = new Map([
  ['"', String.raw`\"`],
  ["\\", "\\\\"],
  ["\0", String.raw`\0`],
  ["\u0007", String.raw`\a`],
  ["\b", String.raw`\b`],
  ["\t", String.raw`\t`],
  ["\n", String.raw`\n`],
  ["\v", String.raw`\v`],
  ["\f", String.raw`\f`],
  ["\r", String.raw`\r`],
  ["\u001B", String.raw`\e`],
  ["\u0085", String.raw`\N`],
  ["\u00A0", String.raw`\_`],
  ["\u2028", String.raw`\L`],
  ["\u2029", String.raw`\P`],
]);

/** In double quotes, as Compose's own library writes it: what it takes for unprintable by its number. */
function inYaml(text: string): string {
  return Array.from(text, (character) => yamlEscapes.get(character) ?? yamlCharacter(character)).join("");
}

function yamlCharacter(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  const hex = (digits: number): string => code.toString(16).toUpperCase().padStart(digits, "0");
  if (code < 0x20 || (code >= 0x7f && code < 0xa0)) return `\\x${hex(2)}`;
  if (code > 0xff_ff) return `\\U${hex(8)}`;
  return code === 0xfe_ff || code >= 0xff_fe ? `\\u${hex(4)}` : character;
}

function inHtml(text: string, quote: string, doubleQuote: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll("'", quote)
    .replaceAll('"', doubleQuote);
}
