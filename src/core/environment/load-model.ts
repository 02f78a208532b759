import { allDocuments, readDocuments, withInherited } from "./compose-documents.ts";
import type { ComposeDocument, ComposeDocuments } from "./compose-documents.ts";
import { composeRemarks } from "./compose-remarks.ts";
import type { ComposeRemarks } from "./compose-remarks.ts";
import { configSchema } from "./config-schema.ts";
import type { ConfigDocument } from "./config-schema.ts";
import { shownPath } from "./find-manifest.ts";
import { judgeEnvFile } from "./assemble-environment.ts";
import { modelFromConfig } from "./model-from-config.ts";
import type { Model } from "./model.ts";
import { newerIn } from "./newer-keys.ts";
import { ok, problems } from "./problem.ts";
import type { Problem, Read } from "./problem.ts";
import { at, listAt, servicesIn, textAt } from "./written.ts";
import { writtenExtras } from "./x-stack.ts";
import type { YamlSource } from "./yaml-source.ts";
import { isAtLeast, parseVersion } from "../preflight/version.ts";
import { interpolate } from "../secrets/env-file/interpolate.ts";
import { variablesOf } from "../secrets/env-file/variables-of.ts";
import { composeLimitsMs, envFilesOf } from "../../world/compose/compose.ts";
import type { ComposeProject } from "../../world/compose/compose.ts";
import { parseJson } from "../../world/parse-json.ts";
import type { ProcessResult } from "../../world/processes/processes.ts";
import type { World } from "../../world/world.ts";

export interface LoadedModel extends ComposeRemarks {
  readonly model: Model;
  /** The merged document itself, for what rewrites it. */
  readonly document: ConfigDocument;
  /** The layers as written, variables and all, with what they include, and what services inherit under their names. */
  readonly layers: readonly YamlSource[];
}

/**
 * The merged model of these layers, by `docker compose config`; needs no engine. `whileReading` is called when Compose
 * reads them: what else is to be asked then costs no time.
 */
export async function loadModel(
  world: World,
  project: ComposeProject,
  signal: AbortSignal,
  whileReading?: (project: ComposeProject) => void,
): Promise<Read<LoadedModel>> {
  let onStarted = (): void => undefined;
  const started = new Promise<void>((resolve) => {
    onStarted = resolve;
  });
  const given = new AbortController();
  const reading = world.compose.config(project, {
    interpolate: true,
    signal: AbortSignal.any([signal, given.signal]),
    onStarted,
  });
  // Compose first, or what is done here would delay it; where it cannot run, it has ended
  await Promise.race([started, reading]);
  whileReading?.(project);
  const read = await readFiles(world, project);
  if (read.kind === "failed") given.abort();
  const config = await reading;
  if (read.kind === "failed") return read;
  if (config.kind !== "exited") return problems({ ...composeDidNotRun(config.kind), fromCompose: true });
  if (config.exitCode !== 0) {
    return whyRefused(world, { project, documents: read.value, stderr: config.stderr }, signal);
  }
  return merged(world, read.value, config);
}

function merged(
  { files }: Pick<World, "files">,
  documents: ComposeDocuments,
  { stdout, stderr }: { readonly stdout: string; readonly stderr: string },
): Read<LoadedModel> {
  const document = configSchema.safeParse(parseJson(stdout));
  if (!document.success) return problems(unexpectedModel(document.error.issues[0]));
  const extras = writtenExtras(files, documents);
  if (extras.kind === "failed") return extras;
  const sources = allDocuments(documents).map(({ source }) => source);
  return ok({
    layers: withInherited(files, documents),
    document: document.data,
    model: modelFromConfig(document.data, extras.value),
    ...composeRemarks(stderr, sources),
  });
}

async function readFiles(world: World, project: ComposeProject): Promise<Read<ComposeDocuments>> {
  const inFiles = await variablesOf(world, envFilesOf(project));
  const variables = new Map([...inFiles, ...Object.entries(project.variables)]);
  const read = await readDocuments(world, project, variables);
  if (read.kind === "failed") return read;
  const odd = await oddFilesNamed(world, read.value);
  return odd.length > 0 ? { kind: "failed", error: odd } : read;
}

/**
 * What Compose itself reads besides the layers, and that is no file: it would wait for a pipe's writer for ever. Paths
 * with variables in them are Compose's to resolve.
 */
async function oddFilesNamed(world: World, documents: ComposeDocuments): Promise<readonly Problem[]> {
  const named = allDocuments(documents).flatMap((document) =>
    placesIn(document.source).map((place) => ({
      ...place,
      resolved: world.files.resolve(document.base, place.path),
    })),
  );
  const stats = await Promise.all(named.map(({ resolved }) => world.files.stat(resolved)));
  return named.flatMap(({ file, line, path }, index): readonly Problem[] =>
    stats[index]?.kind === "other"
      ? [
          {
            file,
            line,
            message: `${path} is a pipe, a socket or a device; a file was expected`,
            fix: `ls -l ${path}`,
          },
        ]
      : [],
  );
}

interface Place {
  readonly file: string;
  readonly line: number;
  readonly path: string;
}

function placesIn(layer: YamlSource): readonly Place[] {
  return layer
    .texts()
    .filter(({ path, text }) => namesAFile(path) && !text.includes("$") && text !== "/dev/null")
    .map(({ text, line }) => ({ file: layer.file, line, path: text }));
}

/** `include`, `extends: { file }`, `env_file` and `label_file`, in each form that Compose takes. */
function namesAFile(path: readonly string[]): boolean {
  const keys = path.filter((key) => !/^\d+$/u.test(key));
  if (keys[0] === "include") return keys.length === 1 || keys[1] === "path" || keys[1] === "env_file";
  if (keys[0] !== "services") return false;
  const [, , key, inner] = keys;
  if (key === "extends") return inner === "file";
  return (key === "env_file" || key === "label_file") && (inner === undefined || inner === "path");
}

function composeDidNotRun(how: Exclude<ProcessResult["kind"], "exited">): Problem {
  switch (how) {
    case "not-found":
      return {
        message: "docker is not installed here; its compose command merges the layers",
        fix: "stack doctor",
      };
    case "not-permitted":
      return { message: "the docker command may not be run by this user", fix: "ls -l $(command -v docker)" };
    case "timed-out":
      return {
        message: `docker does not answer: docker compose config was ended after ${String(composeLimitsMs.config / 1000)} s`,
        fix: "docker compose version",
        prerequisite: true,
      };
    case "endless":
      return {
        message: "docker compose config answered without an end, and was heard no longer",
        fix: "docker compose version",
        prerequisite: true,
      };
    case "aborted":
    case "killed":
      return { message: `docker compose config did not finish (${how})`, fix: "docker compose version" };
  }
}

function unexpectedModel(issue: { path: readonly PropertyKey[]; message: string } | undefined): {
  message: string;
  fix: string;
} {
  const where = issue?.path.map(String).join(".") ?? "";
  return {
    message: `docker compose config answered in a form this program does not know: ${where}: ${issue?.message ?? ""}`,
    fix: "docker compose version",
  };
}

interface Refused {
  readonly project: ComposeProject;
  readonly documents: ComposeDocuments;
  readonly stderr: string;
}

/** Why Compose merged nothing: by what is known here first, for its own words may quote a secret, or say too little. */
async function whyRefused(world: World, refused: Refused, signal: AbortSignal): Promise<Read<never>> {
  const inEnvFiles = await Promise.all(
    envFilesNamed(world, refused).map((path) =>
      judgeEnvFile(world, path, shownPath(world, world.machine.workingDirectory, path)),
    ),
  );
  if (inEnvFiles.flat().length > 0) return problems(...inEnvFiles.flat());
  const tooOld = await tooOldFor(world, refused, signal);
  return problems(tooOld ?? { ...composeRefused(refused), fromCompose: true });
}

/** Of the project, of what it includes, and of its services. */
function envFilesNamed({ files }: World, { project, documents }: Refused): readonly string[] {
  const named = allDocuments(documents).flatMap((document) => {
    const included = listAt(document.source.value, ["include"]).map((entry) => at(entry, ["env_file"]));
    const ofServices = Object.values(servicesIn(document.source.value)).map((service) =>
      at(service, ["env_file"]),
    );
    return [...included, ...ofServices].flatMap(pathsWritten).flatMap((path) => {
      const text = interpolate(path, document.variables) ?? "";
      return text === "" ? [] : [files.resolve(document.base, text)];
    });
  });
  return [...new Set([...envFilesOf(project), ...named])];
}

/** One path, a list of them, or a list of maps with a path each. */
function pathsWritten(written: unknown): readonly string[] {
  if (typeof written === "string") return [written];
  return listAt(written, []).flatMap((entry) =>
    typeof entry === "string" ? [entry] : (textAt(entry, ["path"]) ?? []),
  );
}

/** A key or a value that this Compose does not know, and a newer one does. */
async function tooOldFor(
  world: World,
  { stderr, documents }: Refused,
  signal: AbortSignal,
): Promise<Problem | undefined> {
  const all = allDocuments(documents);
  const newer = newerIn(stderr, (path) =>
    all.map(({ source }) => textAt(source.value, path)).findLast((value) => value !== undefined),
  );
  if (newer === undefined) return undefined;
  const answer = await world.compose.version(signal);
  const version = answer.kind === "exited" ? parseVersion(answer.stdout) : undefined;
  if (version === undefined || isAtLeast(version, newer.since.split(".").map(Number))) return undefined;
  const what = newer.value === undefined ? newer.path : `${newer.path}: ${newer.value}`;
  return {
    ...placeOf(all, newer.path.split(".")),
    message: `${what} is newer than Docker Compose ${version.join(".")}, which is too old for it: ${newer.since} or newer is needed`,
    fix: `install Docker Compose ${newer.since} or newer (https://docs.docker.com/compose/install/), or ${newer.value === undefined ? `remove ${newer.path}` : `give ${newer.path} another value`}`,
    prerequisite: true,
    tooOldCompose: true,
  };
}

function placeOf(
  documents: readonly ComposeDocument[],
  path: readonly string[],
): { readonly file?: string; readonly line?: number } {
  const source = documents.findLast((document) => at(document.source.value, path) !== undefined)?.source;
  const line = source?.lineOf(path);
  return { ...(source === undefined ? {} : { file: source.file }), ...(line === undefined ? {} : { line }) };
}

/** Compose names the file itself in most of its complaints. */
function composeRefused({ stderr, project }: Refused): { message: string; fix: string } {
  if (/unknown (shorthand )?flag|is not a docker command|unknown command/u.test(stderr)) {
    return { message: "docker has no compose command here", fix: "stack doctor" };
  }
  const said = stderr
    .trim()
    .split("\n")
    .filter((line) => !line.includes("level=warning"))
    .join("; ");
  return {
    message: `docker compose does not accept ${project.files.map((file) => file.split("/").pop()).join(" + ")}: ${said}`,
    fix: "correct the layer it names, then try again",
  };
}
