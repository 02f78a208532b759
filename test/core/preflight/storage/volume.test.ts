import { describe, expect, it } from "vitest";
import { judgeVolumes } from "../../../../src/core/preflight/storage/volume.ts";
import type { WantedVolume } from "../../../../src/core/preflight/storage/volume.ts";
import type { Volume } from "../../../../src/world/engine/engine.ts";

function judge(wanted: Partial<WantedVolume>, found: Partial<Volume> | undefined) {
  const name = "p_data";
  const volume = { name, external: false, driver: undefined, driverOptions: {}, labels: {}, ...wanted };
  const labels = { "com.docker.compose.project": "p", "com.docker.compose.volume": "data" };
  const existing = { name, createdAt: "", labels, driver: "local", options: {}, ...found };
  return judgeVolumes(
    { project: "p", volumes: [volume] },
    { kind: "ok", value: found === undefined ? [] : [existing] },
  );
}

describe("a volume", () => {
  it("is well when it is as the files say, or not made yet", () => {
    expect(judge({}, {})).toMatchObject([{ status: "pass" }]);
    expect(judge({}, undefined)).toMatchObject([{ status: "pass" }]);
  });

  it("that diverged stops the start: Compose would make it anew without its data", () => {
    const [finding] = judge({ driverOptions: { type: "nfs" }, labels: { tier: "gold" } }, {});
    expect(finding).toMatchObject({
      id: "volume.diverged",
      status: "fail",
      data: { differences: ["option type: none, now nfs", "label tier: none, now gold"] },
    });
    expect(judge({ driver: "rclone" }, {})).toMatchObject([{ id: "volume.diverged" }]);
    expect(judge({}, { options: { device: "/srv" } })).toMatchObject([{ id: "volume.diverged" }]);
  });

  it("of another project is warned of", () => {
    const labels = { "com.docker.compose.project": "q" };
    expect(judge({}, { labels })).toMatchObject([
      { id: "volume.foreign", status: "warn", data: { owner: "q" } },
    ]);
  });

  it("that is external must exist, and is nobody's to judge", () => {
    expect(judge({ external: true }, undefined)).toMatchObject([{ id: "volume.missing", status: "fail" }]);
    expect(judge({ external: true, driver: "nfs" }, {})).toMatchObject([{ status: "pass" }]);
  });
});
