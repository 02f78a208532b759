type State = "loading" | "serving" | "unhealthy";

/**
 * A process's title has no more room than its command line had, some thirty letters: a long name would be cut off. What
 * is compared is short, and the name comes last, for people.
 */
export function titleOf(state: State, service: string): string {
  return `${markOf(state, service)} ${service}`;
}

/** What the title of that service in that state begins with, however long its name is. */
export function markOf(state: State, service: string): string {
  return `stand-in ${state} ${digest(service)}`;
}

/** FNV-1a: containers that see one another's processes are few, and a check is made every few seconds. */
function digest(text: string): string {
  let value = 0x811c9dc5;
  for (const letter of text) value = Math.imul(value ^ (letter.codePointAt(0) ?? 0), 0x01000193);
  return (value >>> 0).toString(16).padStart(8, "0");
}
