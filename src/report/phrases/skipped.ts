/** Why a service was not started. */
export function skippedSentence(because: string): string {
  return because === "" ? "was not reached" : `was not started, for it needs ${because}`;
}
