/** Who speaks: what every protocol needs to know of the service. */
export interface SpokenService {
  readonly service: string;
  /** The words the real program would have been started with. */
  readonly argv: readonly string[];
  readonly healthy: boolean;
}

/** `--flag value` or `--flag=value`; the rehearsal looks flags up in the same way. */
export function flagOf({ argv }: SpokenService, flag: string): string | undefined {
  const words = argv.flatMap((argument) => argument.split(/\s+/));
  const at = words.findIndex((word) => word === flag || word.startsWith(`${flag}=`));
  const word = words[at];
  return word === flag ? words[at + 1] : word?.slice(flag.length + 1);
}
