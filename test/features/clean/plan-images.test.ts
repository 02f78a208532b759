import { describe, expect, it } from "vitest";
import { planImages } from "../../../src/features/clean/plan-reclaim.ts";
import { composed } from "../../core/ownership/things.ts";

const stored = {
  id: "sha256:old",
  references: ["shop/api:1"],
  sizeBytes: 900,
  sharedBytes: 300,
  containers: 0,
};
const recorded = { reference: "shop/api:1", id: "sha256:old", made: true };
const nothing = { containers: [], wanted: new Set<string>() };

describe("which images can be reclaimed", () => {
  it("are those that a start brought and nobody wants, at the size that only they have", () => {
    expect(planImages({ recorded: [recorded], stored: [stored], ...nothing })).toEqual([
      { id: "sha256:old", references: ["shop/api:1"], sizeBytes: 600 },
    ]);
  });

  it.each([
    ["one that was here before", { recorded: [{ ...recorded, made: false }] }],
    ["one that nobody recorded", { recorded: [] }],
    ["one that a model names", { wanted: new Set(["shop/api:1"]) }],
    [
      "one that a model names without its tag",
      {
        recorded: [{ ...recorded, reference: "shop/api" }],
        stored: [{ ...stored, references: ["shop/api:latest"] }],
        wanted: new Set(["shop/api"]),
      },
    ],
    ["one that a container uses", { containers: [composed("x", { imageId: "sha256:old" })] }],
    [
      "one that somebody else has named too",
      { stored: [{ ...stored, references: ["shop/api:1", "mine:1"] }] },
    ],
    [
      "one that a model pins by its digest",
      {
        recorded: [{ ...recorded, reference: "shop/api:1@sha256:abc" }],
        stored: [{ ...stored, references: ["shop/api@sha256:abc"] }],
        wanted: new Set(["shop/api:1@sha256:abc"]),
      },
    ],
  ])("are never %s", (_name, change) => {
    expect(planImages({ recorded: [recorded], stored: [stored], ...nothing, ...change })).toEqual([]);
  });

  it.each([
    ["its name has moved on", []],
    ["only its digest's name is left", ["shop/api@sha256:abc"]],
  ])("are taken by their id where %s, though the name is still wanted", (_name, references) => {
    const images = planImages({
      recorded: [recorded],
      stored: [{ ...stored, references }],
      containers: [],
      wanted: new Set(["shop/api:1"]),
    });
    expect(images.map((each) => each.references)).toEqual([["sha256:old"]]);
  });
});
