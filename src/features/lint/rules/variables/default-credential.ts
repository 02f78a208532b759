import { isPlaceholder, isSecretName } from "../../../../core/secrets/check/placeholder.ts";
import type { Rule } from "../../rule.ts";
import type { YamlText } from "../../../../core/environment/yaml-source.ts";
import { variablesIn } from "../../read/variables-in.ts";

export const defaultCredential: Rule = {
  id: "credential.default",
  meaning: "a password or key that everybody knows",
  fix: "an entry in secrets:, which generates one",
  reads: "files",
  about: "environment",
  check: ({ layers }) =>
    layers.flatMap(({ file, source }) =>
      source.texts().flatMap((written) =>
        credentialsIn(written)
          .filter(({ value }) => isPlaceholder(value))
          .map(({ name, value }) => ({
            file,
            line: written.line,
            service: written.path[0] === "services" ? (written.path[1] ?? null) : null,
            message: `${name} is "${value}", which everybody knows`,
            fix: `take it from \${${/^\w+$/u.test(name) ? name : "NAME"}}, and let the secrets of stack.yaml generate it`,
          })),
      ),
    ),
};

interface Credential {
  readonly name: string;
  readonly value: string;
}

/** Defaults of variables, values of the environment, and passwords within URLs. */
function credentialsIn({ path, text }: YamlText): readonly Credential[] {
  const defaults = variablesIn(text)
    .filter(({ name, operator }) => operator.endsWith("-") && isSecretName(name))
    .map(({ name, alternative }) => ({ name, value: alternative }));
  const urls = [...text.matchAll(/\w+:\/\/[^\s:/@]*:([^\s@${}]+)@/gu)].map(([, value = ""]) => ({
    name: "the password in this URL",
    value,
  }));
  return [...defaults, ...urls, ...assigned(path, text)].filter(
    ({ value }) => !/^(?:true|false|null|none)?$/iu.test(value),
  );
}

/** `environment:` as a map, and `NAME=value` anywhere: in a list, in a command. */
function assigned(path: readonly string[], text: string): readonly Credential[] {
  if (path[0] !== "services" || text.includes("${")) return [];
  const key = path.at(-1) ?? "";
  if (path[2] === "environment" && path.length === 4 && isSecretName(key))
    return [{ name: key, value: text }];
  const [, name = "", value = ""] = /^([A-Za-z_]\w*)=["']?([^"'${}]*)["']?$/u.exec(text) ?? [];
  return isSecretName(name) ? [{ name, value }] : [];
}
