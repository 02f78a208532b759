/** Why a service was not started. */
export function skippedSentence(because: string): string {
  return because === "" ? "was not reached" : `was not started, for it needs ${because}`;
}

/** Of what was being started when the run was interrupted: the engine goes on with it. */
export function stillStartingSentence(awaited: string): string {
  return awaited === ""
    ? "is still being started by the engine"
    : `is still starting, ${awaited} has not answered yet`;
}
