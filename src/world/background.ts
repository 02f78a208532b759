/** Work that nobody awaits: watchers, timers, questions whose answer may come too late. */
export interface Background {
  /** Only a bug makes such work throw; it ends the command, as one in what is awaited does. */
  begin(work: Promise<unknown>): void;
  /** Rejects with the first such bug; never resolves. */
  readonly bug: Promise<never>;
}

export function createBackground(): Background {
  let fail: (error: unknown) => void = () => undefined;
  const bug = new Promise<never>((_resolve, reject) => {
    fail = reject;
  });
  // a command that is over before its background is listens no more
  bug.catch(() => undefined);
  return { bug, begin: (work) => void work.catch((error: unknown) => fail(error)) };
}

/** The work's own ending, or the bug of something that goes on beside it. */
export async function unlessBug<T>({ bug }: Background, work: Promise<T>): Promise<T> {
  return Promise.race([work, bug]);
}
