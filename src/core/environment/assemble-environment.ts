import { chooseEnvironment } from "./choose-environment.ts";
import type { Environment } from "./environment.ts";
import type { FoundManifest } from "./find-manifest.ts";
import { ok, problems } from "./problem.ts";
import type { Problem, Read } from "./problem.ts";
import type { GpuLayer } from "../preflight/gpu/gpu-report.ts";
import { parseEnvFile } from "../secrets/env-file/parse-env-file.ts";
import { variablesOf } from "../secrets/env-file/variables-of.ts";
import { envFilesOf } from "../../world/compose/compose.ts";
import type { ComposeProject } from "../../world/compose/compose.ts";
import type { FileStat } from "../../world/files/files.ts";
import { isSurrounding } from "../../world/processes/clean-environment.ts";
import type { Result } from "../../world/result.ts";
import type { World } from "../../world/world.ts";

/** What the command line says of the environment wanted. */
interface EnvironmentRequest {
  readonly environment: string;
  readonly extraFiles: readonly string[];
  readonly profiles: readonly string[];
  /** `--set`, and values of secrets that are not written yet. */
  readonly variables: Readonly<Record<string, string>>;
}

/** Lays the layers of an environment over one another: the manifest's, the GPU layer, the user's extra files. */
export async function assembleEnvironment(
  world: World,
  found: FoundManifest,
  request: EnvironmentRequest,
  gpuLayer: GpuLayer | undefined,
): Promise<Read<Environment>> {
  const chosen = chooseEnvironment(found.manifest, request.environment);
  if (chosen.kind === "failed") return chosen;
  const { name, definition } = chosen.value;
  const own = [...definition.layers, ...gpuLayers(found, definition.gpu, gpuLayer)];
  const files = [
    ...own.map((layer) => world.files.resolve(found.directory, layer)),
    ...request.extraFiles.map((file) => world.files.resolve(world.machine.workingDirectory, file)),
  ];
  const envFile = `.env.${name}`;
  const [missing, env] = await Promise.all([
    missingFiles(world, files, [...own, ...request.extraFiles]),
    findEnvFiles(world, found.workingDirectory, { own: envFile, shared: definition["env-files"] }),
  ]);
  if (env.kind === "failed") return problems(...missing, ...env.error);
  if (missing.length > 0) return problems(...missing);
  const settings = surroundingsAmong(await variablesOf(world, envFilesOf(env.value)));
  const layers = [...own, ...request.extraFiles];
  return ok({
    ...placesOf(world, found, name),
    definition,
    envFile,
    layers,
    project: {
      name: `${found.manifest.name}-${name}`,
      directory: world.files.dirname(files[0] ?? found.directory),
      files,
      ...env.value,
      ...(Object.keys(settings).length === 0 ? {} : { settings }),
      profiles: [...definition.profiles, ...request.profiles],
      variables: request.variables,
    },
  });
}

function placesOf({ files }: World, found: FoundManifest, name: string) {
  const { manifest, directory, workingDirectory, shipped } = found;
  return {
    name,
    ...{ manifest, directory, workingDirectory, shipped },
    secretsDirectory: files.resolve(workingDirectory, "secrets", name),
    stateDirectory: files.resolve(workingDirectory, ".stack"),
  };
}

function gpuLayers(
  found: FoundManifest,
  need: "required" | "optional" | "none",
  layer: GpuLayer | undefined,
): readonly string[] {
  if (need === "none" || layer === undefined || layer === "none") return [];
  const file = found.manifest.gpu.layers[layer];
  return file === undefined ? [] : [file];
}

async function missingFiles(
  world: World,
  files: readonly string[],
  names: readonly string[],
): Promise<readonly Problem[]> {
  const stats = await Promise.all(files.map((file) => world.files.stat(file)));
  return stats.flatMap((stat, index): readonly Problem[] => {
    const file = names[index] ?? "";
    if (stat.kind === "absent") {
      return [
        {
          file,
          message: "this layer does not exist",
          fix: `create ${file}, or correct the layers in stack.yaml`,
        },
      ];
    }
    const odd = noFile(stat, file, "a Compose file");
    return odd === undefined ? [] : [odd];
  });
}

type EnvFiles = Pick<ComposeProject, "envFile" | "sharedEnvFiles">;

/** The environment's own may be missing: a start writes it. */
async function findEnvFiles(
  world: World,
  directory: string,
  { own, shared }: { readonly own: string; readonly shared: readonly string[] },
): Promise<Read<EnvFiles>> {
  const path = world.files.resolve(directory, own);
  const sharedEnvFiles = shared.map((file) => world.files.resolve(directory, file));
  const [found, ...stats] = await Promise.all([
    world.files.stat(path),
    ...sharedEnvFiles.map((file) => world.files.stat(file)),
  ]);
  const odd = [
    noFile(found, own, "an env file"),
    ...stats.map((stat, index) => sharedTrouble(stat, shared[index] ?? "")),
  ].flatMap((problem) => problem ?? []);
  if (odd.length > 0) return problems(...odd);
  const envFile = found.kind === "file" ? path : undefined;
  return ok(shared.length === 0 ? { envFile } : { envFile, sharedEnvFiles });
}

function sharedTrouble(stat: FileStat, file: string): Problem | undefined {
  if (stat.kind !== "absent") return noFile(stat, file, "an env file");
  const fix = `create ${file}, or correct env-files in stack.yaml`;
  return { file, message: "this env file does not exist", fix };
}

/** What the env files say of names that Compose is given of the caller's environment too. */
function surroundingsAmong(values: ReadonlyMap<string, string>): Readonly<Record<string, string>> {
  return Object.fromEntries([...values].filter(([name]) => isSurrounding(name)));
}

/** Read by Compose too, a pipe would hold both up for ever. */
function noFile(stat: FileStat, file: string, wanted: string): Problem | undefined {
  if (stat.kind === "unreadable")
    return { file, message: `cannot be read: ${stat.reason}`, fix: `ls -ld ${file}` };
  if (stat.kind !== "directory" && stat.kind !== "other") return undefined;
  const what = stat.kind === "directory" ? "a folder" : "a pipe, a socket or a device";
  return { file, message: `is ${what}; ${wanted} was expected`, fix: `ls -ld ${file}` };
}

/** Writes a layer that the launcher adds for a moment: `.stack/<name>/<environment>.yaml`. */
export async function writeLayer(
  world: World,
  environment: Environment,
  { name, yaml }: { readonly name: string; readonly yaml: string },
): Promise<Result<string, { readonly path: string; readonly reason: string }>> {
  const path = world.files.resolve(environment.stateDirectory, name, `${environment.name}.yaml`);
  await world.files.makeDirectory(environment.stateDirectory, 0o700);
  const answer = await world.files.writeAtomically(path, yaml, 0o600);
  return answer.kind === "ok"
    ? { kind: "ok", value: path }
    : { kind: "failed", error: { path, reason: answer.error.reason } };
}

/**
 * What Compose would refuse in an env file, in our own words and before Compose is asked: it would quote the line, and
 * the line may be a secret.
 */
export async function judgeEnvFile(
  { files }: Pick<World, "files">,
  path: string,
  shownAs = files.basename(path),
): Promise<readonly Problem[]> {
  const content = await files.read(path);
  if (content.kind !== "text") return [];
  if (content.text.includes("\0")) {
    const message = "this is no UTF-8 text, perhaps UTF-16; Compose cannot read it";
    return [{ message, fix: `save ${shownAs} as UTF-8`, file: shownAs, line: 1, inEnvFile: true }];
  }
  return parseEnvFile(content.text)
    .problems.filter(({ refused }) => refused)
    .map(({ line, message }) => ({
      message,
      fix: `edit ${shownAs}, line ${String(line)}`,
      file: shownAs,
      line,
      inEnvFile: true,
    }));
}
