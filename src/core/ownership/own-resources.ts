import type { EngineAnswer } from "../../world/engine/engine.ts";
import type { World } from "../../world/world.ts";
import { judgeOwnership } from "./judge-ownership.ts";
import type { Ownership, Seen } from "./judge-ownership.ts";
import { ownFolders } from "./own-folders.ts";
import { readResourceRecord } from "./resource-record.ts";
import type { ResourceRecord } from "./resource-record.ts";

export interface ProjectPlace {
  readonly project: string;
  /** The folder of the manifest and of `.stack`. */
  readonly folder: string;
  /** Folders that Compose is told of besides those below `folder`. */
  readonly directories: readonly string[];
  /** Names of volumes and networks that the model declares to be somebody else's, where it can be read. */
  readonly external: readonly string[];
}

export interface OwnResources extends Ownership {
  readonly record: ResourceRecord | undefined;
  /** Everything on the engine: what else uses a volume or a network decides whether it can go. */
  readonly everything: Seen;
}

/** What the engine has of a project, and what of it is ours. */
export async function ownResources(world: World, place: ProjectPlace): Promise<EngineAnswer<OwnResources>> {
  const [containers, volumes, networks, record] = await Promise.all([
    world.engine.containers({ project: undefined }),
    world.engine.volumes(undefined),
    world.engine.networks(undefined),
    readResourceRecord(world, place),
  ]);
  if (containers.kind === "failed") return containers;
  if (volumes.kind === "failed") return volumes;
  if (networks.kind === "failed") return networks;
  const known = [...place.directories, ...(record === undefined ? [] : [record.directory])];
  const seen: Seen = {
    containers: containers.value,
    volumes: volumes.value,
    networks: networks.value,
    ownFolders: await ownFolders(world, containers.value, { folder: place.folder, known }),
  };
  const claim = { project: place.project, record, external: new Set(place.external) };
  return { kind: "ok", value: { ...judgeOwnership(claim, seen), record, everything: seen } };
}
