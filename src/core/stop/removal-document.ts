import type { DiskUsage } from "../../world/engine/engine.ts";
import type { World } from "../../world/world.ts";
import type { Removal, Staying } from "./removal.ts";
import { serviceOf } from "./stop-services.ts";

/** One thing of a preview: what will go, or what will stay and why. */
export interface PreviewItem {
  readonly kind: "container" | "network" | "volume" | "image";
  readonly name: string;
  /** Null where it has none or none is known. */
  readonly sizeBytes: number | null;
  readonly service: string | null;
}

interface StayingItem extends PreviewItem {
  readonly why: Staying["why"];
}

export interface RemovalDocument {
  readonly goes: readonly PreviewItem[];
  readonly stays: readonly StayingItem[];
}

/** Sizes are measured where the engine can tell them; one that cannot costs nothing but the figures. */
export async function removalDocument(
  world: World,
  removal: Removal,
  signal: AbortSignal,
): Promise<RemovalDocument> {
  const usage = await world.engine.diskUsage(["containers", "volumes"], signal);
  return describeRemoval(removal, usage.kind === "ok" ? usage.value : undefined);
}

export function describeRemoval(removal: Removal, usage: DiskUsage | undefined): RemovalDocument {
  const size = sizes(usage);
  return {
    goes: [
      ...removal.containers.map((container): PreviewItem => ({
        kind: "container",
        name: container.name,
        sizeBytes: size.ofContainer(container.id),
        service: serviceOf(container),
      })),
      ...removal.networks.map(({ name }) => item("network", name, null)),
      ...removal.volumes.map(({ name }) => item("volume", name, size.ofVolume(name))),
    ],
    stays: removal.stays.map(({ kind, name, why }) => ({
      ...item(kind, name, kind === "volume" ? size.ofVolume(name) : null),
      why,
    })),
  };
}

function item(kind: PreviewItem["kind"], name: string, sizeBytes: number | null): PreviewItem {
  return { kind, name, sizeBytes, service: null };
}

function sizes(usage: DiskUsage | undefined) {
  const containers = new Map(usage?.containers.map(({ id, writtenBytes }) => [id, writtenBytes]));
  const volumes = new Map(usage?.volumes.map(({ name, sizeBytes }) => [name, sizeBytes]));
  return {
    ofContainer: (id: string) => containers.get(id) ?? null,
    ofVolume: (name: string) => volumes.get(name) ?? null,
  };
}
