const powers: Readonly<Record<string, number>> = { "": 0, k: 1, m: 2, g: 3, t: 4 };

/** Bytes of `24GiB`, `512M`, `1g`, `1073741824`; units are powers of 1024, as Compose reads them. */
export function parseSize(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)\s*([kmgt]?)(?:i?b)?$/iu.exec(text.trim());
  const power = powers[match?.[2]?.toLowerCase() ?? ""];
  if (match?.[1] === undefined || power === undefined) return undefined;
  return Math.round(Number(match[1]) * 1024 ** power);
}
