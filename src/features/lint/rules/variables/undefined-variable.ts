import { isLaunchers } from "../../launcher-variables.ts";
import type { Rule } from "../../rule.ts";
import { isInEnvFile } from "../../../../core/secrets/secret-spec.ts";
import type { LintSubject } from "../../read/subject.ts";
import { variablesIn } from "../../read/variables-in.ts";

export const undefinedVariable: Rule = {
  id: "variable.undefined",
  meaning: "a variable that nothing defines is the empty text, with a warning that scrolls by",
  fix: "give it a default, or an entry in secrets:",
  reads: "files",
  about: "environment",
  check: (subject) =>
    subject.layers.flatMap(({ file, source }) =>
      source.texts().flatMap(({ text, line, path }) =>
        variablesIn(text)
          .filter(({ name, operator }) => operator === "" && !isDefined(subject, name, file))
          .map(({ name }) => ({
            file,
            line,
            service: path[0] === "services" ? (path[1] ?? null) : null,
            message: `${name} has no default, and neither the manifest nor an env file defines it: it is empty`,
            fix: `write \${${name}:-default}, or add ${name} to the secrets of stack.yaml`,
          })),
      ),
    ),
};

/** By the launcher, as a secret, or in the env file of every environment that lays this file. */
function isDefined({ secrets, envFiles, lays }: LintSubject, name: string, file: string): boolean {
  const secret = secrets[name];
  if (isLaunchers(name) || (secret !== undefined && isInEnvFile(secret))) return true;
  const users = new Set(
    lays
      .filter(({ layers }) => layers.some((layer) => layer.file === file))
      .map(({ environment }) => environment),
  );
  const knows = (environment: string) =>
    envFiles.some(
      (each) => each.environment === environment && each.entries.some((entry) => entry.name === name),
    );
  return users.size > 0 && [...users].every(knows);
}
