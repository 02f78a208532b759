import { isLaunchers } from "../../launcher-variables.ts";
import type { Rule } from "../../rule.ts";
import { variablesUsed } from "../../read/variables-used.ts";

export const unusedVariable: Rule = {
  id: "variable.unused",
  meaning: "an env file sets a variable that no layer of its environment uses: a typo, or a left-over",
  fix: "correct its name, or remove the line",
  reads: "files",
  about: "environment",
  check: ({ envFiles, lays, layers, secrets }) => {
    const laid = new Set(lays.map(({ environment }) => environment));
    const used = variablesUsed(layers);
    return envFiles
      .filter(({ environment }) => laid.has(environment))
      .flatMap(({ file, entries }) =>
        entries
          .filter(({ name }) => !used.has(name) && !isLaunchers(name) && secrets[name] === undefined)
          .filter(({ name }) => !/^(?:COMPOSE|DOCKER)_/u.test(name))
          .map(({ name, line }) => ({
            file,
            line,
            service: null,
            message: `no layer uses ${name}`,
            fix: `correct the name, or remove line ${String(line)}`,
          })),
      );
  },
};
