import { parseImageReference } from "../../../world/engine/image-reference.ts";
import { isInEnvFile } from "../../../core/secrets/secret-spec.ts";
import { deadSettings } from "../dead-settings.ts";
import { isGiven, isLaunchers } from "../launcher-variables.ts";
import { invocationOf, mergedServices } from "../read/merge-variants.ts";
import { placeIn, placeOf } from "../read/place-of.ts";
import type { LintLayer, LintSubject, Written } from "../read/lint-subject.ts";
import { variablesIn } from "../read/variables-in.ts";
import { variablesUsed } from "../read/variables-used.ts";
import { isWritten, listAt, textAt, writtenServices } from "../read/written.ts";
import type { Rule } from "../rule.ts";

export const undefinedVariable: Rule = {
  id: "variable.undefined",
  meaning: "a variable that nothing defines is the empty text, with a warning that scrolls by",
  fix: "give it a default, a line in .env.<environment>, or an entry in secrets:",
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
            fix: `write \${${name}:-default}, set ${name} in .env.<environment>, or add it to the secrets of stack.yaml`,
          })),
      ),
    ),
};

/** By the launcher, as a secret, or in the env files of every environment that reads this file. */
function isDefined({ secrets, lays }: LintSubject, name: string, file: string): boolean {
  const secret = secrets[name];
  if (isGiven(name) || (secret !== undefined && isInEnvFile(secret))) return true;
  const readings = lays.flatMap(({ read }) => read.filter((layer) => layer.file === file));
  return readings.length > 0 && readings.every(({ variables }) => variables.has(name));
}

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

export const envFile: Rule = {
  id: "secret.whole-env-file",
  meaning: "a service is given the whole env file: every secret of every service",
  fix: "name in environment: what it needs",
  reads: "files",
  about: "environment",
  check: ({ layers }) =>
    writtenServices(layers).flatMap(({ name, written, layer }) =>
      envFilesOf(written)
        .filter((file) => /(?:^|\/)\.env(?:\.[^/]*)?$/u.test(file))
        .map((file) => ({
          ...placeIn(layer, ["services", name, "env_file"]),
          service: name,
          message: `${file} hands every secret to ${name}`,
          fix: "name in `environment:` what it needs, or mount a secret",
        })),
    ),
};

function envFilesOf(written: Written): readonly string[] {
  const single = textAt(written, ["env_file"]);
  const listed = listAt(written, ["env_file"]).map((file) =>
    isWritten(file) ? (textAt(file, ["path"]) ?? "") : String(file),
  );
  return single === undefined ? listed : [single];
}

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

export const deadSetting: Rule = {
  id: "setting.without-effect",
  meaning: "a setting that the program no longer knows, or takes for something else",
  fix: "what stands in its place",
  reads: "models",
  about: "environment",
  check: (subject) =>
    mergedServices(subject).flatMap(({ service, lay }) => {
      const { path } = parseImageReference(service.image ?? "");
      const { argv, environment } = invocationOf(service);
      return deadSettings
        .filter(({ image }) => image.test(path))
        .flatMap(({ variable, flag, why, instead }) => {
          const set = [
            ...Object.keys(environment)
              .filter((name) => variable?.test(name) === true)
              .map((name) => ({ name, at: ["environment", name] })),
            ...argv
              .filter((word) => flag !== undefined && (word === flag || word.startsWith(`${flag}=`)))
              .map((name) => ({ name, at: ["command"] })),
          ];
          return set.map(({ name, at }) => ({
            ...placeOf(lay, service.name, at),
            service: service.name,
            message: `${name}: ${why}`,
            fix: instead,
          }));
        });
    }),
};
