/** One service's part in a start, in milliseconds since the run began. */
export interface Stretch {
  readonly name: string;
  readonly startedMs: number;
  readonly provenMs: number;
  readonly dependsOn: readonly string[];
}

export interface CriticalPath {
  readonly services: readonly string[];
  /** The services' own times along it: from each one's start to its proof. */
  readonly ownMs: number;
}

/** The chain that made the start as long as it was: from the last one proven back over whoever it waited for last. */
export function criticalPath(stretches: readonly Stretch[]): CriticalPath {
  const byName = new Map(stretches.map((stretch) => [stretch.name, stretch]));
  const path: Stretch[] = [];
  let current = latest(stretches);
  while (current !== undefined && !path.includes(current)) {
    path.unshift(current);
    current = latest(current.dependsOn.flatMap((name) => byName.get(name) ?? []));
  }
  return {
    services: path.map(({ name }) => name),
    ownMs: path.reduce((sum, { startedMs, provenMs }) => sum + Math.max(0, provenMs - startedMs), 0),
  };
}

function latest(stretches: readonly Stretch[]): Stretch | undefined {
  return stretches.reduce<Stretch | undefined>(
    (last, stretch) => (last === undefined || stretch.provenMs > last.provenMs ? stretch : last),
    undefined,
  );
}
