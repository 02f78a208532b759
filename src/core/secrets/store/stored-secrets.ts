import type { World } from "../../../world/world.ts";
import { envEntry, type EnvFile } from "../env-file/env-file.ts";
import { parseEnvFile } from "../env-file/parse-env-file.ts";
import { readStoredCertificate } from "./stored-certificate.ts";
import { secretPaths, type SecretPlace } from "./secret-place.ts";
import type { SecretProblem } from "../check/secret-problem.ts";
import { isInEnvFile, valueFile, type SecretSpec, type SecretSpecs } from "../secret-spec.ts";
import { unreadableFile } from "./unreadable-file.ts";

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
