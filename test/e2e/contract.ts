/** What the command line has, as its users rely on it: no message may tell them to type anything else. */
export const contractCommands: ReadonlySet<string> = new Set([
  "up",
  "plan",
  "doctor",
  "down",
  "status",
  "logs",
  "secrets",
  "gpu",
  "first-run",
  "reset",
  "clean",
  "backup",
  "restore",
  "timeline",
  "lint",
  "init",
  "compose",
  "completion",
]);

const contractFlags: ReadonlySet<string> = new Set([
  "--json",
  "--yes",
  "--quiet",
  "--verbose",
  "--no-color",
  "--cwd",
  "--help",
  "--gpu",
  "--rehearse",
  "--profile",
  "--timeout",
  "--only",
  "--set",
  "-f",
  "--no-wait",
  "--strict",
  "--ignore",
  "--pull",
  "--build",
  "--junit",
  "--timeline",
  "--since",
  "--tail",
  "--fix",
  "--volumes",
  "--dry-run",
  "--no-backup",
  "--html",
]);

/** What is wrong with a command that a message tells people to type; undefined when it can be typed. */
export function complaintOf(command: string): string | undefined {
  const [own = "", verbatim] = command.split(" -- ");
  const [program, name = "", ...rest] = own.split(" ");
  if (program !== "stack") return `does not begin with "stack"`;
  if (!contractCommands.has(name)) return `there is no command "${name}"`;
  if (verbatim !== undefined && name !== "compose") return `only "compose" takes words after "--"`;
  const unknown = rest.filter((word) => word.startsWith("-") && !contractFlags.has(word));
  return unknown.length === 0 ? undefined : `there is no flag ${unknown.join(", ")}`;
}
