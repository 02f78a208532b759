const graceMs = 2000;

const living = new Set<number>();

/** Children run in groups of their own, so they outlive this process unless they are ended with it. */
export function trackGroup(processId: number): () => void {
  if (living.size === 0) process.on("exit", endAll);
  living.add(processId);
  return () => {
    living.delete(processId);
    if (living.size === 0) process.off("exit", endAll);
  };
}

/**
 * Asks the whole group to end, and after two seconds makes it. The answer is to be called when the first of the group
 * has ended and its output too: what is left then heeds nothing, and nobody.
 */
export function endGroup(processId: number, onKilled: () => void): () => void {
  signalGroup(processId, "SIGTERM");
  const timer = setTimeout(() => {
    signalGroup(processId, "SIGKILL");
    onKilled();
  }, graceMs);
  return () => {
    clearTimeout(timer);
    signalGroup(processId, "SIGKILL");
  };
}

function endAll(): void {
  for (const processId of living) signalGroup(processId, "SIGTERM");
}

function signalGroup(processId: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-processId, signal);
  } catch {
    // the last of the group has ended meanwhile
  }
}
