import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

/** Everything below a folder, as one text. */
export async function allTextIn(folder: string): Promise<string> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name));
  return (await Promise.all(files.map((file) => readFile(file, "utf8")))).join("\n");
}

/** Those of these values that a text has, in whatever form. */
export function shownIn(text: string, values: readonly string[]): readonly string[] {
  return values.filter((value) => formsOf(value).some((form) => text.includes(form)));
}

function formsOf(value: string): readonly string[] {
  return [value, Buffer.from(value).toString("base64").replace(/=+$/u, ""), encodeURIComponent(value)];
}
