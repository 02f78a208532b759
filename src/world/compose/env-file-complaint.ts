/**
 * What Compose says when it cannot read an env file quotes the line, secret and all, and a value that was never closed
 * goes on to the end of the file. Only where it stands and what is wrong is kept; nothing after it either, for that may
 * be the rest of the value.
 */
export function withoutEnvFileText(stderr: string): string {
  const found = ofAFile.exec(stderr) ?? ofALine.exec(stderr);
  if (found?.groups === undefined) return stderr;
  const { file = "", line = "", alone = "", said = alone } = found.groups;
  if (/^(?:open|stat|lstat|read) /u.test(said)) return stderr;
  const wrong =
    faults.find(([pattern]) => pattern.test(said))?.[1] ?? "it is no env file that Compose can read";
  return `${stderr.slice(0, found.index)}${file}${line}${wrong}\n`;
}

/** What it says of each variable that nothing sets; one may be a part of a value. The model's own reading tells of them. */
export function withoutUnsetVariables(stderr: string): string {
  return stderr.replaceAll(/^.*level=warning msg="The \\"[^\n]*variable is not set\.[^\n]*\n?/gmu, "");
}

/** Of the project's env file Compose names the file; of a service's, on some versions, the line alone, or not even that. */
const ofAFile = /(?<file>failed to read [^\n]*?: )(?<line>line \d+: )?(?<said>[^\n]*)/u;
const ofALine =
  /^(?:(?<line>line \d+: )(?<said>unterminated quoted value|unexpected character|unexpected extra characters|key cannot contain a space|zero length string|can't separate key from value|[Ii]nvalid template)|(?<alone>[Ii]nvalid template: ))/mu;

const faults: readonly (readonly [RegExp, string])[] = [
  [/^unterminated/u, "a value has a quote that is never closed"],
  [/^key cannot contain a space/u, "a name has no spaces"],
  [/^unexpected character/u, "a name has only letters, digits, and the signs _ . -"],
  [/^invalid template/iu, "a value has a $ that Compose cannot interpolate: write $$ for a $"],
];
