import { writeLayer } from "../../core/environment/assemble-environment.ts";
import type { Result } from "../../world/result.ts";
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
import type { StandInImages } from "./image/build-from-host.ts";

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

export type PreparedRehearsal = Result<
  {
    readonly prepared: Prepared;
    readonly project: ComposeProject;
    readonly dropped: readonly Dropped[];
    readonly notJudged: readonly NotJudged[];
  },
  readonly Problem[]
>;

/** Puts stand-ins in the place of every image: makes their image, rewrites the model, writes it as a file of its own. */
export async function prepareRehearsal(
  request: RehearsalRequest,
  prepared: Prepared,
  project: ComposeProject,
): Promise<PreparedRehearsal> {
  const { world } = request;
  const signal = world.terminal.interrupted;
  const [loaded, images] = await Promise.all([
    request.asPrepared ? ok(prepared.loaded) : loadModel(world, project, signal),
    ensureStandInImage(world, { base: request.baseImage, signal }),
  ]);
  if (loaded.kind === "failed") return loaded;
  if (images.kind === "failed") return { kind: "failed", error: [images.error] };
  const rehearsal = await rehearseLoaded(request, prepared, {
    loaded: loaded.value,
    images: images.value.images,
  });
  const file = await writeLayer(world, prepared.environment, { name: "rehearsal", yaml: rehearsal.yaml });
  if (file.kind === "failed") {
    return {
      kind: "failed",
      error: [{ message: `${file.error.path} cannot be written: ${file.error.reason}`, fix: "df -h ." }],
    };
  }
  return {
    kind: "ok",
    value: {
      prepared: rehearsed(prepared, rehearsal),
      project: rehearsalProject(request.project, file.value, {
        real: project,
        workingDirectory: prepared.environment.workingDirectory,
      }),
      dropped: rehearsal.dropped,
      notJudged: rehearsal.notJudged,
    },
  };
}

async function rehearseLoaded(
  request: RehearsalRequest,
  prepared: Prepared,
  { loaded, images }: { readonly loaded: LoadedModel; readonly images: StandInImages },
): Promise<Rehearsal> {
  const { world } = request;
  const model = request.anyPorts ? anyPorts(loaded) : loaded;
  return rehearse(model, {
    project: request.project,
    images,
    engine: request.engine,
    directory: prepared.environment.directory,
    sources: await lookAtSources(world, model),
    requests: request.requests,
  });
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
