import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

export const root = join(import.meta.dirname, "..", "..");

/** Every page for people, by its path in the project. */
export const pages: readonly string[] = [
  ...readdirSync(root).filter((name) => name.endsWith(".md")),
  ...readdirSync(join(root, "docs"), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".md"))
    .map((name) => `docs/${name}`),
];

export function read(file: string): string {
  return readFileSync(join(root, file), "utf8");
}

/** A page's text without what is shown as typed: in that, brackets are no links. */
export function proseOf(text: string): string {
  return text
    .replaceAll(/^```[\s\S]*?^```$/gmu, "")
    .replaceAll(/^ {4,}(?![-*\d]).*$/gmu, "")
    .replaceAll(/`[^`\n]*`/gu, "");
}

/** Blocks that show what one types, line by line. */
export function typedIn(text: string): readonly string[] {
  const fenced = [...text.matchAll(/^```\w*\n([\s\S]*?)^```$/gmu)].flatMap(([, block = ""]) =>
    block.split("\n"),
  );
  return [...fenced, ...text.split("\n").filter((line) => /^ {4}/u.test(line))].map((line) => line.trim());
}

/** Words within a sentence that are shown as they are. */
export function mentionedIn(text: string): readonly string[] {
  const sentences = text.replaceAll(/^```[\s\S]*?^```$/gmu, "");
  return [...sentences.matchAll(/`([^`]+)`/gu)].map(([, words = ""]) => words.replaceAll(/\s+/gu, " "));
}
