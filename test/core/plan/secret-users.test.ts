import { expect, it } from "vitest";
import { manifestSchema } from "../../../src/core/environment/manifest.ts";
import { secretUsers } from "../../../src/core/plan/find-stores.ts";
import { loadedFrom } from "./loaded-model.ts";
import { layerOf } from "./layer-of.ts";
import { MemoryWorld } from "../secrets/memory-world.ts";

const config = `
services:
  named: { image: a }
  mounting: { image: a, secrets: [{ source: key }] }
  bound:
    image: a
    volumes: [{ type: bind, source: /box/secrets/development/key.conf, target: /etc/key.conf }]
  interpolating: { image: a, environment: { KEY: x } }
  stranger: { image: a }
secrets:
  key: { name: x_key, file: /box/secrets/development/key }
`;

it("users of a secret: named, mounting one of its files, or interpolating it", async () => {
  const manifest = manifestSchema.parse({
    name: "x",
    environments: { development: { layers: ["compose.yaml"] } },
    secrets: {
      KEY: { kind: "hex", file: "key", derived: { "key.conf": "{value}" }, services: ["named", "elsewhere"] },
    },
  });
  const layers = [
    await layerOf("services: { interpolating: { environment: ['KEY=${KEY}'] }, stranger: {} }"),
  ];
  const environment = { name: "development", workingDirectory: "/box" };
  const prepared = { environment, specs: manifest.secrets, loaded: { ...loadedFrom(config), layers } };
  expect(secretUsers(new MemoryWorld(), prepared, "KEY").toSorted()).toEqual([
    "bound",
    "interpolating",
    "mounting",
    "named",
  ]);
});
