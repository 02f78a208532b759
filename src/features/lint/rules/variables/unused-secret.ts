import { secretFiles } from "../../../../core/secrets/secret-spec.ts";
import type { Rule } from "../../rule.ts";
import { variablesUsed } from "../../read/variables-used.ts";

export const unusedSecret: Rule = {
  id: "secret.unused",
  meaning: "the manifest generates a secret that no layer uses",
  fix: "use it, or remove it from secrets:",
  reads: "files",
  about: "manifest",
  check: ({ manifestSource, secrets, layers }) => {
    const texts = layers.flatMap(({ source }) => source.texts().map(({ text }) => text));
    const names = variablesUsed(layers);
    const files = new Set(texts.map((text) => text.split("/").at(-1)));
    return Object.entries(secrets)
      .filter(([name, spec]) => !names.has(name) && !secretFiles(name, spec).some((file) => files.has(file)))
      .map(([name]) => ({
        file: manifestSource.file,
        line: manifestSource.lineOf(["secrets", name]) ?? null,
        service: null,
        message: `no layer uses the secret ${name}, by \${${name}} or by its file`,
        fix: `use it in a layer, or remove ${name} from secrets`,
      }));
  },
};
