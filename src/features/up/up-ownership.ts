import type { StartSubject } from "../../command/start-guard.ts";
import type { Service } from "../../core/environment/model.ts";
import type { Problem } from "../../core/environment/problem.ts";
import { kindsOf } from "../../core/environment/service-kind.ts";
import type { Event } from "../../core/events/event.ts";
import type { Outcome } from "../../core/events/outcome.ts";
import { recordProject, recordStartedWith } from "../../core/journal/state-files.ts";
import { ownResources, recordResources } from "../../core/ownership/own-resources.ts";
import { startedElsewhere } from "../../core/ownership/running-project.ts";
import type { PrepareRequest, Prepared } from "../../core/plan/prepare.ts";
import { endAfterStart } from "../backup/restore/restore-journal.ts";
import { standInRepository } from "../rehearsal/image/stand-in-repository.ts";
import type { World } from "../../world/world.ts";

/** Compose would take over what another folder started under the same name, and recreate it. */
export async function refuseElsewhere(world: World, subject: StartSubject): Promise<Problem | undefined> {
  const own = await ownResources(world, placeOf(subject));
  // without an engine the checks say so
  if (own.kind === "failed") return undefined;
  const { elsewhere, record, containers, volumes } = own.value;
  if (elsewhere !== undefined) return startedElsewhere(subject.project, elsewhere);
  const isThere = containers.length > 0 || volumes.length > 0;
  return subject.rehearsal && record?.rehearsal === false && isThere
    ? isNoRehearsal(subject, record.environment)
    : undefined;
}

/** What was started as an environment, and is no longer in the manifest, would end as a rehearsal does: with its data. */
function isNoRehearsal({ project, prepared }: StartSubject, environment: string): Problem {
  return {
    message: `the project ${project} would be the rehearsal of ${prepared.environment.name}, but it is here as the environment ${environment}, with what that holds`,
    fix: `docker volume ls --filter label=com.docker.compose.project=${project}; then docker compose -p ${project} down, and -v where its data may go`,
  };
}

/** Names of all volumes there are: one of the project that comes later is known to be made by this start. */
export async function volumesNow(world: World): Promise<ReadonlySet<string>> {
  const volumes = await world.engine.volumes(undefined);
  return new Set(volumes.kind === "ok" ? volumes.value.map(({ name }) => name) : []);
}

/** Before a start: by what it is found again, and what was asked for. */
export async function recordBeginning(
  world: World,
  prepared: Prepared,
  project: string,
  request: PrepareRequest,
): Promise<void> {
  await recordProject(world, prepared.environment);
  await recordStartedWith(world, prepared, project, request);
}

/**
 * After a start, whatever came of it: what `down`, `reset` and `clean` may touch later is what is written down here. What
 * is to be said where it could not be.
 */
export async function recordStart(
  world: World,
  subject: StartSubject,
  { volumesBefore, events, outcome }: Happened,
): Promise<string | undefined> {
  const { environment, loaded } = subject.prepared;
  const { services } = loaded.model;
  await endAfterStart(world, placeOf(subject), outcome);
  const written = await recordResources(world, {
    ...placeOf(subject),
    environment: environment.name,
    rehearsal: subject.rehearsal,
    directory: directoryOf(subject),
    volumesBefore,
    files: environment.project.files,
    imagesMade: (image) => pulled(events).has(image) || isBuilt(image, services, subject.project),
    kinds: kindsOf(services),
  });
  return written.kind === "ok" ? undefined : notWrittenDown(environment.name, written.error.reason);
}

function notWrittenDown(environment: string, reason: string): string {
  const later = `stack reset ${environment} --volumes`;
  return `what this start made could not be written down: ${reason}; once that is mended, type the same again, or \`${later}\` knows its volumes only as long as its containers are there`;
}

interface Happened {
  /** Names of the volumes there were before. */
  readonly volumesBefore: ReadonlySet<string>;
  readonly events: readonly Event[];
  readonly outcome: Outcome;
}

function pulled(events: readonly Event[]): ReadonlySet<string> {
  return new Set(events.flatMap((event) => (event.type === "image-pulled" ? [event.image] : [])));
}

/** By Compose for a service that says how, or by the launcher for a rehearsal. */
function isBuilt(image: string, services: readonly Service[], project: string): boolean {
  if (image.startsWith(`${standInRepository}:`)) return true;
  return services.some(({ build, image: named, name }) => build && (named ?? `${project}-${name}`) === image);
}

function placeOf(subject: StartSubject): Parameters<typeof ownResources>[1] {
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
function directoryOf({ prepared, rehearsal }: StartSubject): string {
  const { environment } = prepared;
  return rehearsal ? environment.workingDirectory : environment.project.directory;
}
