/** The container through which a volume's files are read and written. */
export function holderName(volume: string): string {
  return `stack-holds-${volume}`;
}
