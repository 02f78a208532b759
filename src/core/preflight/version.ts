/** Numbers of a version, most significant first: `v2.26.1-4+ds` is [2, 26, 1]. Undefined when there is none. */
export function parseVersion(text: string): readonly number[] | undefined {
  const digits = /(?:^|[^\d.])v?(\d{1,6}(?:\.\d{1,6}){1,3})/.exec(` ${text}`)?.[1];
  return digits?.split(".").map(Number);
}

/** Compares number by number; what a version leaves out counts as 0. */
export function isAtLeast(version: readonly number[], wanted: readonly number[]): boolean {
  const position = wanted.findIndex((part, index) => part !== (version[index] ?? 0));
  return position === -1 || (version[position] ?? 0) > (wanted[position] ?? 0);
}
