import { readFileSync } from "node:fs";
import { splitAt } from "./python-calls.ts";

/** What a string (or number) expression comes to; undefined when only Python could tell. */
export function pythonText(expression: string, names: ReadonlyMap<string, string>): string | undefined {
  const parts = splitAt(expression.trim(), "+").map((part) => simple(part.trim(), names));
  return parts.reduce((sum, part) => (sum === undefined || part === undefined ? undefined : sum + part), "");
}

function simple(text: string, names: ReadonlyMap<string, string>): string | undefined {
  if (/^\d+$/.test(text)) return text;
  if (/^\w+$/.test(text)) return names.get(text);
  const [, prefix, content] =
    /^([a-zA-Z]{0,2})"([^"]*)"$/.exec(text) ?? /^([a-zA-Z]{0,2})'([^']*)'$/.exec(text) ?? [];
  if (content !== undefined)
    return prefix?.toLowerCase().includes("f") === true ? filled(content, names) : content;
  return environment(text) ?? fileContent(text);
}

function filled(template: string, names: ReadonlyMap<string, string>): string | undefined {
  const parts = template
    .split(/\{([^{}]*)\}/)
    .map((part, index) => (index % 2 === 0 ? part : pythonText(part, names)));
  return parts.every((part) => part !== undefined) ? parts.join("") : undefined;
}

/** `os.environ["X"]`, `os.environ.get("X", "default")`, `os.getenv("X")`. */
function environment(text: string): string | undefined {
  const found =
    /^os\.(?:environ\[|environ\.get\(|getenv\()["'](\w+)["'](?:,\s*["']?([^"')]*)["']?)?[\])]$/.exec(text);
  const name = found?.[1];
  return name === undefined ? undefined : (process.env[name] ?? found?.[2]);
}

/** `open("/run/secrets/key").read().strip()`, `pathlib.Path("/run/secrets/key").read_text()`. */
function fileContent(text: string): string | undefined {
  const found = /^(?:open|(?:pathlib\.)?Path)\(["']([^"']+)["']\)\.read(?:_text)?\(\)(\.r?strip\(\))?$/.exec(
    text,
  );
  const file = found?.[1];
  if (file === undefined) return undefined;
  try {
    const content = readFileSync(file, "utf8");
    return found?.[2] === undefined ? content : content.trim();
  } catch {
    return undefined;
  }
}
