import type { Container } from "../../world/engine/container.ts";
import type { Volume } from "../../world/engine/engine.ts";
import { composeLabels, isAnonymous } from "../../core/ownership/compose-labels.ts";
import type { OwnProject } from "../../core/ownership/own-project.ts";
import type { Removal, Staying } from "../../core/stop/removal.ts";
import { serviceOf } from "../../core/stop/stop-services.ts";
import type { Declared } from "./declared.ts";
import { isAlive } from "../../core/start/is-alive.ts";

/**
 * What of one project is of no use any more. Of a project that runs, a stopped container may be a job that has done its
 * work, or the evidence of a crash: there, only what no file names any more goes, and what `compose run` left behind.
 */
export function planReclaim(project: OwnProject, declared: Declared | undefined): Removal {
  const { containers, own } = project;
  const runs = containers.some(isAlive);
  const idle = containers.filter((each) => !isAlive(each) && (!runs || isLeftOver(each, declared)));
  const stay = own.everything.containers.filter((each) => !idle.includes(each));
  const joined = new Set(stay.flatMap(({ networkIds }) => networkIds));
  const mounted = new Set(stay.flatMap(({ volumes }) => volumes));
  const isOrphan = (volume: Volume): boolean =>
    !mounted.has(volume.name) && !isDeclared(volume, project, declared);
  const kept = own.volumes.filter((volume) => !isOrphan(volume));
  return {
    containers: idle,
    networks: runs ? [] : own.networks.filter(({ id }) => !joined.has(id)),
    volumes: own.volumes.filter(isOrphan),
    stays: [
      ...kept.map(({ name }): Staying => ({ kind: "volume", name, why: { kind: "data" } })),
      ...own.others,
    ],
  };
}

function isLeftOver(container: Container, declared: Declared | undefined): boolean {
  if (container.labels[composeLabels.oneOff] === "True") return true;
  return declared !== undefined && !declared.services.has(serviceOf(container));
}

/** Without a container nothing finds a volume without a name again; a rehearsal's hold nothing that matters. */
function isDeclared(volume: Volume, { rehearsal }: OwnProject, declared: Declared | undefined): boolean {
  if (isAnonymous(volume)) return false;
  if (declared === undefined) return true;
  return !rehearsal && declared.volumes.has(volume.labels[composeLabels.volume] ?? "");
}
