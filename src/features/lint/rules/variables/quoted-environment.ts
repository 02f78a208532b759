import type { Rule } from "../../rule.ts";

export const quotedEnvironment: Rule = {
  id: "environment.quotes-kept",
  meaning: 'quotes within a list\'s item are part of the value: - NAME="x" is "x", quotes included',
  fix: "remove the quotes, or write environment: as a map",
  reads: "files",
  about: "environment",
  check: ({ layers }) =>
    layers.flatMap(({ file, source }) =>
      source
        .texts()
        .filter(
          ({ path }) => path[0] === "services" && path[2] === "environment" && /^\d+$/u.test(path[3] ?? ""),
        )
        .filter(({ text }) => /^[A-Za-z_]\w*=(["']).*\1$/su.test(text))
        .map(({ text, line, path }) => ({
          file,
          line,
          service: path[1] ?? null,
          message: `the value of ${text.split("=")[0] ?? ""} includes its quotes`,
          fix: "remove the quotes",
        })),
    ),
};
