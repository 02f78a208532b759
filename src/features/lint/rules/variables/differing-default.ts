import type { Rule } from "../../rule.ts";
import type { LintLayer } from "../../read/subject.ts";
import { variablesIn } from "../../read/variables-in.ts";

interface Default {
  readonly name: string;
  readonly value: string;
  readonly file: string;
  readonly line: number;
}

export const differingDefault: Rule = {
  id: "variable.default-differs",
  meaning: "one variable has several defaults, so what it is depends on who asks",
  fix: "one default everywhere, or another name",
  reads: "files",
  about: "environment",
  check: ({ layers }) => {
    const first = new Map<string, Default>();
    return layers.flatMap(defaultsIn).flatMap((each) => {
      const before = first.get(each.name) ?? each;
      first.set(each.name, before);
      if (before.value === each.value) return [];
      return {
        file: each.file,
        line: each.line,
        service: null,
        message: `${each.name} is "${each.value}" here, and "${before.value}" in ${before.file}:${String(before.line)}`,
        fix: `give \${${each.name}} one default, or use another name for another thing`,
      };
    });
  },
};

function defaultsIn({ file, source }: LintLayer): readonly Default[] {
  return source.texts().flatMap(({ text, line }) =>
    variablesIn(text)
      .filter(({ operator }) => operator.endsWith("-"))
      .map(({ name, alternative }) => ({ name, value: alternative, file, line })),
  );
}
