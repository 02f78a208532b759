/**
 * A copy in which what looks like a credential is masked, whoever wrote it there: secrets of the manifest are masked by
 * their values; this is for those that stand in a command line or an address and that nobody declared.
 */
export function maskCredentials(value: unknown): unknown {
  if (typeof value === "string") return maskText(value);
  if (Array.isArray(value)) return maskWords(value);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, maskCredentials(inner)]));
}

const mask = "***";
const secretFlag = /^--?[\w-]*(?:api-?key|token|password|passwd|secret)$/iu;

/** `--api-key`, and its value as the next word. */
function maskWords(words: readonly unknown[]): readonly unknown[] {
  return words.map((word, position) => {
    const before = words[position - 1];
    const isValue = typeof word === "string" && typeof before === "string" && secretFlag.test(before);
    return isValue ? mask : maskCredentials(word);
  });
}

/** `https://user:password@host`; `API_KEY=value`, `--token=value`, `password: value`. */
function maskText(text: string): string {
  return text
    .replaceAll(/(:\/\/[^\s/:@]*):[^\s/@]+@/gu, `$1:${mask}@`)
    .replaceAll(
      /((?:api[-_]?key|token|password|passwd|secret)\s*[=:]\s*)(["']?)(?!\{)[^\s"',;]+/giu,
      `$1$2${mask}`,
    );
}
