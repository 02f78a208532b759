import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { configSchema } from "../../../src/core/environment/config-schema.ts";
import type { LoadedModel } from "../../../src/core/environment/load-model.ts";
import { modelFromConfig } from "../../../src/core/environment/model-from-config.ts";
import type { RehearsalOptions } from "../../../src/features/rehearsal/model/rehearsal.ts";

const fixtures = join(import.meta.dirname, "..", "..", "fixtures", "rehearsal");

export function fixture(name: string): string {
  return readFileSync(join(fixtures, name), "utf8");
}

/** What `loadModel` makes of the output of `docker compose config`. */
export function loadedFrom(config: string): LoadedModel {
  return loadedOf(parse(config));
}

/** A model of these services, written as in a Compose file that has been through `config`. */
export function loadedServices(services: Readonly<Record<string, unknown>>): LoadedModel {
  return loadedOf({ services });
}

function loadedOf(config: unknown): LoadedModel {
  const document = configSchema.parse(config);
  const model = modelFromConfig(document, new Map());
  return { document, model, layers: [], unset: [], remarks: [], inValues: [] };
}

export const options: RehearsalOptions = {
  project: "shop-staging-rehearsal",
  images: { withShell: "stand-in:1", withoutShell: "stand-in:1-no-shell" },
  engine: { cpus: 4, memoryBytes: 8 * 1024 ** 3, local: true },
  directory: "/srv/shop",
  sources: new Map(),
  requests: [],
};
