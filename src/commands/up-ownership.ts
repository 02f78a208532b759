import type { Problem } from "../environment/problem.ts";
import { startedElsewhere } from "../launch/own-project.ts";
import { ownResources } from "../launch/ownership/own-resources.ts";
import { recordResources } from "../launch/ownership/record-resources.ts";
import type { Prepared } from "../plan/prepare.ts";
import type { World } from "../world/world.ts";

export interface UpSubject {
  readonly prepared: Prepared;
  readonly project: string;
  readonly rehearsal: boolean;
}

export interface Before {
  /** Compose would take over what another folder started under the same name, and recreate it. */
  readonly elsewhere: Problem | undefined;
  readonly volumes: ReadonlySet<string>;
}

/** What the engine has of a project before it is started. */
export async function lookBefore(world: World, subject: UpSubject): Promise<Before> {
  const own = await ownResources(world, placeOf(subject));
  // without an engine the checks say so
  if (own.kind === "failed") return { elsewhere: undefined, volumes: new Set() };
  const { elsewhere, everything } = own.value;
  return {
    elsewhere: elsewhere === undefined ? undefined : startedElsewhere(subject.project, elsewhere),
    volumes: new Set(everything.volumes.map(({ name }) => name)),
  };
}

/** After a start, whatever came of it: what `down`, `reset` and `clean` may touch later is what is written down here. */
export async function recordStart(world: World, subject: UpSubject, before: Before): Promise<void> {
  const { environment, loaded } = subject.prepared;
  await recordResources(world, {
    ...placeOf(subject),
    environment: environment.name,
    rehearsal: subject.rehearsal,
    directory: directoryOf(subject),
    volumesBefore: before.volumes,
    kinds: Object.fromEntries(
      loaded.model.services.flatMap(({ name, extras }) =>
        extras.kind === undefined ? [] : [[name, extras.kind]],
      ),
    ),
  });
}

function placeOf(subject: UpSubject): Parameters<typeof ownResources>[1] {
  const { environment, loaded } = subject.prepared;
  const { networks, volumes } = loaded.model;
  return {
    project: subject.project,
    folder: environment.workingDirectory,
    directories: [directoryOf(subject)],
    external: [...networks, ...volumes].filter(({ external }) => external).map(({ name }) => name),
  };
}

/** What Compose is told: of a rehearsal, the folder a person works in. */
function directoryOf({ prepared, rehearsal }: UpSubject): string {
  const { environment } = prepared;
  return rehearsal ? environment.workingDirectory : environment.project.directory;
}
