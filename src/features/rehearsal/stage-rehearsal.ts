import { anyPorts } from "../../core/plan/prepare.ts";
import type { Prepared } from "../../core/plan/prepare.ts";
import { hostSources } from "./model/rehearse-mounts.ts";
import { rehearse } from "./model/rehearse.ts";
import type { Dropped, NotJudged, Rehearsal, StandInRequest } from "./model/rehearsal.ts";
import { ok } from "../../core/environment/problem.ts";
import type { Problem } from "../../core/environment/problem.ts";
import { loadModel } from "../../core/environment/load-model.ts";
import type { LoadedModel } from "../../core/environment/load-model.ts";
import type { ComposeProject } from "../../world/compose/compose.ts";
import type { EngineInfo } from "../../world/engine/engine.ts";
import type { World } from "../../world/world.ts";
import { ensureStandInImage } from "./image/ensure-stand-in-image.ts";

export interface RehearsalRequest {
  readonly world: World;
  readonly engine: EngineInfo;
  /** The rehearsal's own project name. */
  readonly project: string;
  readonly requests: readonly StandInRequest[];
  readonly baseImage: string | undefined;
  /** Published wherever the host has room. */
  readonly anyPorts: boolean;
  /** What was prepared still holds: no secret was written since. */
  readonly asPrepared: boolean;
}

export type StagedRehearsal =
  | {
      readonly kind: "staged";
      readonly prepared: Prepared;
      readonly project: ComposeProject;
      readonly dropped: readonly Dropped[];
      readonly notJudged: readonly NotJudged[];
    }
  | { readonly kind: "problems"; readonly problems: readonly Problem[] };

/** Puts stand-ins in the place of every image: makes their image, rewrites the model, writes it as a file of its own. */
export async function stageRehearsal(
  request: RehearsalRequest,
  prepared: Prepared,
  project: ComposeProject,
): Promise<StagedRehearsal> {
  const { world } = request;
  const signal = world.terminal.interrupted;
  const [loaded, images] = await Promise.all([
    request.asPrepared ? ok(prepared.loaded) : loadModel(world, project, signal),
    ensureStandInImage(world, { base: request.baseImage, signal }),
  ]);
  if (loaded.kind === "problems") return loaded;
  if (images.kind === "failed") return { kind: "problems", problems: [images] };
  const model = request.anyPorts ? anyPorts(loaded.value) : loaded.value;
  const rehearsal = rehearse(model, {
    project: request.project,
    images: images.images,
    engine: request.engine,
    directory: prepared.environment.directory,
    sources: await lookAtSources(world, model),
    requests: request.requests,
  });
  const file = await writeRehearsal(world, prepared, rehearsal.yaml);
  if (file.kind === "failed") {
    return {
      kind: "problems",
      problems: [{ message: `${file.path} cannot be written: ${file.reason}`, fix: "df -h ." }],
    };
  }
  return {
    kind: "staged",
    prepared: rehearsed(prepared, rehearsal),
    project: rehearsalProject(request.project, file.path, {
      real: project,
      workingDirectory: prepared.environment.workingDirectory,
    }),
    dropped: rehearsal.dropped,
    notJudged: rehearsal.notJudged,
  };
}

type Source = "file" | "directory" | "other" | "absent";

async function lookAtSources(world: World, loaded: LoadedModel): Promise<ReadonlyMap<string, Source>> {
  const sources = hostSources(loaded.document);
  const stats = await Promise.all(sources.map((source) => world.files.stat(source)));
  return new Map(
    sources.map((source, index) => {
      const kind = stats[index]?.kind ?? "absent";
      return [source, kind === "unreadable" ? "other" : kind];
    }),
  );
}

async function writeRehearsal(
  world: World,
  { environment }: Prepared,
  yaml: string,
): Promise<
  | { readonly kind: "ok"; readonly path: string }
  | { readonly kind: "failed"; readonly path: string; readonly reason: string }
> {
  const path = world.files.resolve(environment.stateDirectory, "rehearsal", `${environment.name}.yaml`);
  await world.files.makeDirectory(environment.stateDirectory, 0o700);
  const answer = await world.files.writeAtomically(path, yaml, 0o600);
  return answer.kind === "ok" ? { kind: "ok", path } : { kind: "failed", path, reason: answer.reason };
}

function rehearsed(prepared: Prepared, { loaded }: Rehearsal): Prepared {
  const wanted = new Set(prepared.services.map(({ name }) => name));
  return { ...prepared, loaded, services: loaded.model.services.filter(({ name }) => wanted.has(name)) };
}

/** Nothing in its file is interpolated; the variables are for secrets that Compose takes from its environment. */
function rehearsalProject(
  name: string,
  file: string,
  { real, workingDirectory }: { readonly real: ComposeProject; readonly workingDirectory: string },
): ComposeProject {
  return {
    name,
    directory: workingDirectory,
    files: [file],
    envFile: real.envFile,
    profiles: [],
    variables: real.variables,
  };
}
