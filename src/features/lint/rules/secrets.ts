import { nearest } from "../../../core/environment/nearest.ts";
import type { YamlText } from "../../../core/environment/yaml-source.ts";
import { isPlaceholder, isSecretName } from "../../../core/secrets/check/placeholder.ts";
import { secretFiles } from "../../../core/secrets/secret-spec.ts";
import { variablesIn } from "../read/variables-in.ts";
import { variablesUsed } from "../read/variables-used.ts";
import type { Rule } from "../rule.ts";

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

export const unknownSecretService: Rule = {
  id: "secret.unknown-service",
  meaning: "a secret is for a service that no layer has",
  fix: "correct the name in services:",
  reads: "files",
  about: "manifest",
  check: ({ manifestSource, secrets, layers }) => {
    const known = new Set(layers.flatMap(({ services }) => Object.keys(services)));
    return Object.entries(secrets).flatMap(([name, { services = [] }]) =>
      services.flatMap((service, index) => {
        if (known.has(service)) return [];
        const meant = nearest(service, [...known]);
        return {
          file: manifestSource.file,
          line: manifestSource.lineOf(["secrets", name, "services", index]) ?? null,
          service: null,
          message: `${name} is for "${service}", and no layer has such a service`,
          fix: meant === undefined ? `remove "${service}"` : `did you mean "${meant}"?`,
        };
      }),
    );
  },
};

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
