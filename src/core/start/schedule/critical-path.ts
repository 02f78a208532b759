/** One service's part in a start, in milliseconds since the run began. */
export interface Stretch {
  readonly name: string;
  /** When the engine was told to start it, or, if it ran already, when it was first looked at. */
  readonly begunMs: number;
  /** When its container ran. */
  readonly startedMs: number;
  /** When it was proven, or had done its work; undefined where nothing says that it works. */
  readonly provenMs: number | undefined;
  /** What it waited for, and whether a start was enough or a proof was needed. */
  readonly waitedFor: readonly { readonly name: string; readonly until: "started" | "proven" }[];
}

export interface CriticalPath {
  readonly services: readonly string[];
  /** The services' own times along it, the engine's time to start each included. */
  readonly ownMs: number;
}

interface Link {
  readonly stretch: Stretch;
  /** When whoever waited could go on. */
  readonly metMs: number;
}

/** The chain that made the start as long as it was: from the last one proven back over whoever it waited for last. */
export function criticalPath(stretches: readonly Stretch[]): CriticalPath {
  const byName = new Map(stretches.map((stretch) => [stretch.name, stretch]));
  const path: Link[] = [];
  let link = last(
    stretches.flatMap((stretch) =>
      stretch.provenMs === undefined ? [] : [{ stretch, metMs: stretch.provenMs }],
    ),
  );
  while (link !== undefined && !path.some(({ stretch }) => stretch === link?.stretch)) {
    path.unshift(link);
    link = last(
      link.stretch.waitedFor.flatMap(({ name, until }) => {
        const stretch = byName.get(name);
        return stretch === undefined ? [] : [{ stretch, metMs: metMs(stretch, until) }];
      }),
    );
  }
  return {
    services: path.map(({ stretch }) => stretch.name),
    ownMs: path.reduce((sum, { stretch, metMs }) => sum + Math.max(0, metMs - stretch.begunMs), 0),
  };
}

function metMs({ startedMs, provenMs }: Stretch, until: "started" | "proven"): number {
  return until === "proven" ? (provenMs ?? startedMs) : startedMs;
}

function last(links: readonly Link[]): Link | undefined {
  return links.reduce<Link | undefined>(
    (latest, link) => (latest === undefined || link.metMs > latest.metMs ? link : latest),
    undefined,
  );
}
