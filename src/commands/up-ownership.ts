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

/** Compose would take over what another folder started under the same name, and recreate it. */
export async function refuseElsewhere(world: World, subject: UpSubject): Promise<Problem | undefined> {
  const own = await ownResources(world, placeOf(subject));
  // without an engine the checks say so
  if (own.kind === "failed" || own.value.elsewhere === undefined) return undefined;
  return startedElsewhere(subject.project, own.value.elsewhere);
}

/** After a start, whatever came of it: what `down`, `reset` and `clean` may touch later is what is written down here. */
export async function recordStart(world: World, subject: UpSubject): Promise<void> {
  const { environment, loaded } = subject.prepared;
  await recordResources(world, {
    ...placeOf(subject),
    environment: environment.name,
    rehearsal: subject.rehearsal,
    directory: directoryOf(subject),
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

/** A rehearsal is performed from a file of its own. */
function directoryOf({ prepared, rehearsal }: UpSubject): string {
  const { environment } = prepared;
  return rehearsal ? `${environment.stateDirectory}/rehearsal` : environment.project.directory;
}
