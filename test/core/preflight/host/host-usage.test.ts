import { describe, expect, it } from "vitest";
import { hostUsage } from "../../../../src/core/preflight/host/host-usage.ts";

describe("what Docker keeps on this host", () => {
  it("counts layers that images share once, and calls reclaimable only what would come free", () => {
    const image = (id: string, containers: number) => ({
      id,
      references: [],
      sizeBytes: 500,
      sharedBytes: 400,
      containers,
    });
    const usage = hostUsage({
      layersBytes: 600,
      images: [image("used", 1), image("unused", 0)],
      containers: [
        { id: "a", writtenBytes: 10, isRunning: true },
        { id: "b", writtenBytes: 7, isRunning: false },
      ],
      volumes: [
        { name: "a", sizeBytes: 50, isUsed: true },
        { name: "b", sizeBytes: 30, isUsed: false },
        { name: "c", sizeBytes: undefined, isUsed: false },
      ],
      buildCache: [{ sizeBytes: 5, isUsed: false }],
    });
    expect(usage).toEqual({
      images: { totalBytes: 600, reclaimableBytes: 100 },
      containers: { totalBytes: 17, reclaimableBytes: 7 },
      volumes: { totalBytes: 80, reclaimableBytes: 30 },
      buildCache: { totalBytes: 5, reclaimableBytes: 5 },
    });
  });
});
