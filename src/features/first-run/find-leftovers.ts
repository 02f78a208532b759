import type { FoundManifest } from "../../core/environment/find-manifest.ts";
import { ok, problems } from "../../core/environment/problem.ts";
import type { Read } from "../../core/environment/problem.ts";
import type { World } from "../../world/world.ts";
import { engineProblem, findEveryProject, findOwnProject } from "../../core/ownership/running-project.ts";
import type { OwnProject } from "../../core/ownership/running-project.ts";
import type { Removal } from "../../core/stop/take-down.ts";
import type { Seen } from "../../core/ownership/judge-ownership.ts";

export interface Leftovers {
  /** Of this folder's manifest, provably: a start carries on with them. */
  readonly own: readonly OwnProject[];
  /** Of the same names, by another folder: never touched. */
  readonly elsewhere: readonly string[];
  readonly original: Removal;
  /** Env files here. Their values stay. */
  readonly envFiles: readonly string[];
}

/** What an earlier installation has left on this machine, of this stack and of its predecessor. */
export async function findLeftovers(
  world: World,
  found: FoundManifest,
  originalOf: (seen: Omit<Seen, "ownFolders">) => Removal,
): Promise<Read<Leftovers>> {
  const [every, containers, volumes, networks, names] = await Promise.all([
    findEveryProject({ world, manifest: ok(found) }),
    world.engine.containers({ project: undefined }),
    world.engine.volumes(undefined),
    world.engine.networks(undefined),
    world.files.list(found.workingDirectory),
  ]);
  if (every.kind === "failed") return every;
  if (containers.kind === "failed") return problems(engineProblem(containers.error.message));
  if (volumes.kind === "failed") return problems(engineProblem(volumes.error.message));
  if (networks.kind === "failed") return problems(engineProblem(networks.error.message));
  const looked = await Promise.all(every.value.map((project) => findOwnProject(world, project)));
  const own = looked.flatMap((each) => (each.kind === "ok" ? [each.value] : []));
  return ok({
    own: own.filter(
      (each) => each.containers.length + each.own.volumes.length + each.own.networks.length > 0,
    ),
    elsewhere: looked.flatMap((each) =>
      each.kind === "failed" ? each.error.map(({ message }) => message) : [],
    ),
    original: originalOf({
      containers: containers.value,
      volumes: volumes.value,
      networks: networks.value,
    }),
    envFiles: names.filter((name) => /^\.env(?:\.[a-z]+)?$/u.test(name)),
  });
}
