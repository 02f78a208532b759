import type { DiskUsage } from "../../../world/engine/engine.ts";

export interface Usage {
  readonly totalBytes: number;
  /** What nothing uses. */
  readonly reclaimableBytes: number;
}

/** All that Docker keeps on this host, whoever it belongs to: shown, and never acted on. */
export interface HostUsage {
  readonly images: Usage;
  readonly containers: Usage;
  readonly volumes: Usage;
  readonly buildCache: Usage;
}

/**
 * `docker system df` counts what used images share with others as reclaimable. Here it is what certainly comes free: of
 * an unused image, the layers that no other has.
 */
export function hostUsage(usage: DiskUsage): HostUsage {
  const unused = usage.images.filter(({ containers }) => containers === 0);
  const own = total(unused.map(({ sizeBytes, sharedBytes }) => sizeBytes - sharedBytes));
  return {
    images: { totalBytes: usage.layersBytes, reclaimableBytes: Math.max(0, own) },
    containers: {
      totalBytes: total(usage.containers.map(({ writtenBytes }) => writtenBytes)),
      reclaimableBytes: total(
        usage.containers.filter(({ isRunning }) => !isRunning).map(({ writtenBytes }) => writtenBytes),
      ),
    },
    volumes: {
      totalBytes: total(usage.volumes.map(({ sizeBytes }) => sizeBytes ?? 0)),
      reclaimableBytes: total(
        usage.volumes.filter(({ isUsed }) => !isUsed).map(({ sizeBytes }) => sizeBytes ?? 0),
      ),
    },
    buildCache: {
      totalBytes: total(usage.buildCache.map(({ sizeBytes }) => sizeBytes)),
      reclaimableBytes: total(
        usage.buildCache.filter(({ isUsed }) => !isUsed).map(({ sizeBytes }) => sizeBytes),
      ),
    },
  };
}

function total(sizes: readonly number[]): number {
  return sizes.reduce((sum, size) => sum + size, 0);
}
