import { describe, expect, it } from "vitest";
import { findManifest } from "../../../src/core/environment/find-manifest.ts";
import { fakeWorld } from "../../world/fake-world.ts";

const from = "/home/ann/project";
const shipped = {
  "/usr/lib/stack/stack.yaml": "name: shipped\nenvironments: { demo: { layers: [c.yaml] } }\n",
};

async function found(files: Readonly<Record<string, string>>) {
  return findManifest(fakeWorld({ files: { ...shipped, ...files } }), from);
}

describe("a folder without a manifest", () => {
  it("is given the stack that is shipped", async () => {
    expect(await found({})).toMatchObject({ kind: "ok", value: { shipped: true } });
  });

  it.each(["compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.yaml"])(
    "is not, where it has a Compose project of its own: %s",
    async (name) => {
      expect(await found({ [`${from}/${name}`]: "services: {}\n" })).toMatchObject({
        kind: "failed",
        error: [{ message: expect.stringContaining(name), fix: "stack init" }],
      });
    },
  );

  it("is not within the repository of such a project either, and what lies above one is no matter", async () => {
    const above = { "/home/ann/compose.yaml": "services: {}\n" };
    expect(await found({ ...above, "/home/ann/.git/HEAD": "x" })).toMatchObject({ kind: "failed" });
    expect(await found({ ...above, [`${from}/.git/HEAD`]: "x" })).toMatchObject({ kind: "ok" });
    expect(await found(above)).toMatchObject({ kind: "ok" });
  });

  it("means its own project with a manifest beside the Compose file", async () => {
    const own = "name: own\nenvironments: { dev: { layers: [compose.yaml] } }\n";
    const files = { [`${from}/compose.yaml`]: "services: {}\n", [`${from}/stack.yaml`]: own };
    expect(await found(files)).toMatchObject({ value: { shipped: false, manifest: { name: "own" } } });
  });
});
