import type { SecretProblem } from "../check/secret-problem.ts";
import { envEntry } from "../env-file/env-file.ts";
import type { EnvFile } from "../env-file/env-file.ts";
import { parseEnvFile } from "../env-file/parse-env-file.ts";
import { isInEnvFile, valueFile } from "../secret-spec.ts";
import type { SecretSpec, SecretSpecs } from "../secret-spec.ts";
import { shellWord } from "../shell-word.ts";
import { secretPaths } from "./secret-place.ts";
import type { SecretPlace } from "./secret-place.ts";
import type { FileContent } from "../../../world/files/files.ts";
import type { World } from "../../../world/world.ts";

/** What is on the disk now. */
export interface StoredSecrets {
  /** The env file's text, empty when there is none. */
  readonly envText: string;
  readonly env: EnvFile;
  /** By name: what is known already. An empty value counts as none. */
  readonly values: ReadonlyMap<string, StoredValue>;
  /** Files that could not be read, lines that Compose would refuse, names with two values. */
  readonly problems: readonly SecretProblem[];
}

export interface StoredValue {
  readonly value: string;
  readonly file: string;
  /** 0 for a file that is the value. */
  readonly line: number;
}

/** The env file's value wins over the secret file's: it is the one a person edits. */
export async function readStoredSecrets(
  world: Pick<World, "files">,
  place: SecretPlace,
  specs: SecretSpecs,
): Promise<StoredSecrets> {
  const path = secretPaths(world.files, place).envFile;
  const content = await world.files.read(path);
  const envText = content.kind === "text" ? content.text : "";
  const env = parseEnvFile(envText);
  const read = await Promise.all(
    Object.entries(specs).map(([name, spec]) => readOne(world, place, { name, spec, env })),
  );
  const values = read.flatMap(({ name, value }) => (value === undefined ? [] : [[name, value] as const]));
  const problems = read.flatMap((one) => one.problems);
  return {
    envText,
    env,
    values: new Map(values),
    problems: [...unreadableFile(path, "", content), ...lineProblems(path, env), ...problems],
  };
}

interface Wanted {
  readonly name: string;
  readonly spec: SecretSpec;
  readonly env: EnvFile;
}

interface ReadOne {
  readonly name: string;
  readonly value: StoredValue | undefined;
  readonly problems: readonly SecretProblem[];
}

async function readOne(world: Pick<World, "files">, place: SecretPlace, wanted: Wanted): Promise<ReadOne> {
  const { name, spec, env } = wanted;
  if (spec.kind === "certificate")
    return { name, ...(await readStoredCertificate(world, place, name, spec)) };
  const paths = secretPaths(world.files, place);
  const entry = envEntry(env, name);
  const inEnv = found(entry?.value, paths.envFile, entry?.line ?? 0);
  const file = valueFile(name, spec);
  if (file === undefined) return { name, value: inEnv, problems: [] };
  const path = world.files.resolve(paths.folder, file);
  const content = await world.files.read(path);
  // A value ends where its line ends: an editor adds a final newline, and images strip it.
  const inFile = found(content.kind === "text" ? content.text.replace(/\r?\n$/u, "") : "", path, 0);
  const problems = [...unreadableFile(path, name, content), ...twoValues(wanted, inEnv, inFile)];
  return { name, value: inEnv ?? inFile, problems };
}

function found(value: string | undefined, file: string, line: number): StoredValue | undefined {
  return value === undefined || value === "" ? undefined : { value, file, line };
}

function lineProblems(file: string, env: EnvFile): readonly SecretProblem[] {
  return env.problems.map((problem) => ({
    id: "secrets.unreadable-line",
    name: "",
    detail: `${file}:${problem.line}: ${problem.message}`,
    fix: `edit ${file}, line ${problem.line}`,
    file,
    line: problem.line,
    blocking: problem.refused,
  }));
}

function twoValues(
  wanted: Wanted,
  inEnv: StoredValue | undefined,
  inFile: StoredValue | undefined,
): readonly SecretProblem[] {
  if (inEnv === undefined || inFile === undefined || inEnv.value === inFile.value) return [];
  return [
    {
      id: "secrets.two-values",
      name: wanted.name,
      detail: `${wanted.name} has one value in ${inEnv.file}:${inEnv.line} and another in ${inFile.file}; the first counts`,
      fix: isInEnvFile(wanted.spec) ? "make both say the same" : `remove line ${inEnv.line} of ${inEnv.file}`,
      file: inEnv.file,
      line: inEnv.line,
      blocking: false,
    },
  ];
}

export interface LoneKey {
  readonly path: string;
  readonly pem: string;
}

interface StoredCertificate {
  /** Key and certificate, when both are there. */
  readonly value: { readonly value: string; readonly file: string; readonly line: number } | undefined;
  /** A key whose certificate is missing: a crash between the two, or a person's. */
  readonly loneKey: LoneKey | undefined;
  readonly problems: readonly SecretProblem[];
}

export async function readStoredCertificate(
  world: Pick<World, "files">,
  place: SecretPlace,
  name: string,
  spec: SecretSpec,
): Promise<StoredCertificate> {
  const paths = certificatePaths(world.files, place, name, spec);
  const [key, certificate] = [await world.files.read(paths.key), await world.files.read(paths.certificate)];
  const pem = key.kind === "text" ? key.text : "";
  const chain = certificate.kind === "text" ? certificate.text : "";
  const isPair = pem !== "" && chain !== "";
  return {
    value: isPair ? { value: `${pem.trimEnd()}\n${chain}`, file: paths.certificate, line: 0 } : undefined,
    loneKey: pem !== "" && chain === "" ? { path: paths.key, pem } : undefined,
    problems: [
      ...unreadableFile(paths.key, name, key),
      ...unreadableFile(paths.certificate, name, certificate),
      ...(pem === "" && chain !== "" && key.kind !== "unreadable" ? [keyMissing(place, name, paths)] : []),
    ],
  };
}

interface CertificatePaths {
  readonly key: string;
  readonly certificate: string;
}

function certificatePaths(
  files: Pick<World["files"], "resolve">,
  place: SecretPlace,
  name: string,
  spec: SecretSpec,
): CertificatePaths {
  const stem = files.resolve(secretPaths(files, place).folder, valueFile(name, spec) ?? name.toLowerCase());
  return { key: `${stem}.key`, certificate: `${stem}.crt` };
}

function keyMissing(place: SecretPlace, name: string, paths: CertificatePaths): SecretProblem {
  return {
    id: "secrets.certificate",
    name,
    detail: `${paths.certificate} has no key: ${paths.key} is missing or empty`,
    fix: `put the key there, or remove the certificate and run: stack secrets generate ${place.environment}`,
    file: paths.certificate,
    line: 0,
    blocking: true,
  };
}

/** A file that is there and cannot be read stops everything: what it says must not be generated anew. */
function unreadableFile(file: string, name: string, content: FileContent): readonly SecretProblem[] {
  if (content.kind === "text" || content.kind === "absent") return [];
  const problem = { id: "secrets.unreadable-file", name, file, line: 0, blocking: true } as const;
  return content.kind === "directory"
    ? [{ ...problem, detail: `${file} is a folder where a file should be`, fix: `rmdir ${shellWord(file)}` }]
    : [
        {
          ...problem,
          detail: `${file} cannot be read: ${content.reason}`,
          fix: `sudo chown "$USER" ${shellWord(file)}`,
        },
      ];
}
