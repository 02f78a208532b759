/** "23.5 GiB", for people. */
export function gibibytes(bytes: number): string {
  const amount = bytes / 1024 ** 3;
  return amount < 1 ? `${Math.round(bytes / 1024 ** 2)} MiB` : `${Number(amount.toFixed(1))} GiB`;
}
