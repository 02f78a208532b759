import { envEntries } from "../env-file/env-file.ts";
import { renewal, strict } from "./renewal.ts";
import { secretPaths, type SecretPlace } from "../store/secret-place.ts";
import type { SecretProblem } from "./secret-problem.ts";
import type { SecretSpecs } from "../secret-spec.ts";
import type { StoredSecrets } from "../store/stored-secrets.ts";
import type { World } from "../../../world/world.ts";

/**
 * Values that stand in examples and in images as they are delivered. In `production` they stop everything; elsewhere
 * they are only told. User names are none of our business: `postgres` is a fine one.
 */
export function placeholderProblems(
  world: Pick<World, "files">,
  place: SecretPlace,
  specs: SecretSpecs,
  stored: StoredSecrets,
): readonly SecretProblem[] {
  const declared = [...stored.values].map(([name, { value, file, line }]) => ({ name, value, file, line }));
  const file = secretPaths(world.files, place).envFile;
  const undeclared = envEntries(stored.env)
    .filter((entry) => specs[entry.name] === undefined && isSecretName(entry.name))
    .map(({ name, value, line }) => ({ name, value, line, file }));
  return [...declared, ...undeclared]
    .filter(({ value }) => isPlaceholder(value))
    .map((found) => problemOf(place, specs, found));
}

/** Whether a value is one that everybody knows. */
export function isPlaceholder(value: string): boolean {
  const word = value.trim().toLowerCase();
  return wellKnown.has(word) || examples.some((pattern) => pattern.test(word));
}

/** Whether a variable's name says that its value is secret. */
export function isSecretName(name: string): boolean {
  return /(?:PASSWORD|PASSWD|PASSPHRASE|SECRET|TOKEN|(?:^|_)KEY)$/iu.test(name);
}

const wellKnown: ReadonlySet<string> = new Set([
  ..."admin admin123 administrator password password1 password123 passw0rd secret default example test guest".split(
    " ",
  ),
  ..."root toor postgres postgresql mysql redis minio minioadmin minio123 grafana pgadmin n8n litellm vllm".split(
    " ",
  ),
  ..."sk-1234 sk-12345 sk-salt-1234 sk-litellm sk-test sk-placeholder 123456 12345678 1234567890 qwerty letmein".split(
    " ",
  ),
  ..."none null undefined todo tbd xxx xxxx xxxxxxxx dummy placeholder".split(" "),
]);

const examples: readonly RegExp[] = [
  /change[-_ ]?(?:me|this|it|in[-_ ]production)/u,
  /^(?:sk-)?your[-_ ]/u,
  /^(?:sk-)?(?:replace|insert|enter|put|set)[-_ ](?:me|this|your|with|a)\b/u,
  /^(?:sk-)?(?:replace|insert|enter|put|set)_(?:me|this|your|with|a)(?:_|$)/u,
  /^<.*>$/u,
  /^\[.*\]$/u,
  /^\{\{.*\}\}$/u,
  /^(.)\1{5,}$/u,
  /(?:^|[-_])(?:placeholder|example|dummy)(?:[-_]|$)/u,
];

interface Found {
  readonly name: string;
  readonly file: string;
  readonly line: number;
}

function problemOf(place: SecretPlace, specs: SecretSpecs, found: Found): SecretProblem {
  const spec = specs[found.name];
  const where = found.line === 0 ? found.file : `${found.file}:${found.line}`;
  const canBeMade = spec !== undefined && spec.kind !== "text";
  return strict(place, spec, {
    id: "secrets.placeholder",
    name: found.name,
    detail: `${where}: ${found.name} still has a placeholder that everybody knows`,
    fix: canBeMade ? renewal(place, found.name, spec) : `write your own value of ${found.name} into ${where}`,
    file: found.file,
    line: found.line,
    blocking: false,
  });
}
