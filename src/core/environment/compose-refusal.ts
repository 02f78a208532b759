import type { ComposeProject } from "../../world/compose/compose.ts";
import { envFilesOf } from "../../world/compose/compose.ts";
import type { World } from "../../world/world.ts";
import { interpolate } from "../secrets/env-file/interpolate.ts";
import { isAtLeast, parseVersion } from "../preflight/version.ts";
import { allDocuments } from "./compose-documents.ts";
import type { ComposeDocument, ComposeDocuments } from "./compose-documents.ts";
import { shownPath } from "./find-manifest.ts";
import { judgeEnvFile } from "./judge-env-file.ts";
import { newerKeyIn } from "./newer-keys.ts";
import { problems } from "./problem.ts";
import type { Problem, Read } from "./problem.ts";
import { at, listAt, textAt, servicesIn } from "./written.ts";

interface Refused {
  readonly project: ComposeProject;
  readonly documents: ComposeDocuments;
  readonly stderr: string;
}

/** Why Compose merged nothing: by what is known here first, for its own words may quote a secret, or say too little. */
export async function whyRefused(world: World, refused: Refused, signal: AbortSignal): Promise<Read<never>> {
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

/** A key that this Compose does not know, and a newer one does. */
async function tooOldFor(
  world: World,
  { stderr, documents }: Refused,
  signal: AbortSignal,
): Promise<Problem | undefined> {
  const newer = newerKeyIn(stderr);
  if (newer === undefined) return undefined;
  const answer = await world.compose.version(signal);
  const version = answer.kind === "exited" ? parseVersion(answer.stdout) : undefined;
  if (version === undefined || isAtLeast(version, newer.since.split(".").map(Number))) return undefined;
  return {
    ...placeOf(allDocuments(documents), newer.path.split(".")),
    message: `${newer.path} is newer than Docker Compose ${version.join(".")}, which is too old for it: ${newer.since} or newer is needed`,
    fix: `install Docker Compose ${newer.since} or newer (https://docs.docker.com/compose/install/), or remove ${newer.path}`,
    prerequisite: true,
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
