import { configSchema } from "../../../src/core/environment/config-schema.ts";
import { writtenExtras } from "../../../src/core/environment/x-stack.ts";
import { manifestSchema } from "../../../src/core/environment/manifest.ts";
import { modelFromConfig } from "../../../src/core/environment/model-from-config.ts";
import { readYaml } from "../../../src/core/environment/yaml-source.ts";
import type { YamlSource } from "../../../src/core/environment/yaml-source.ts";
import { selectServices } from "../../../src/core/plan/make-plan.ts";
import type { Prepared } from "../../../src/core/plan/prepare.ts";
import { decideGpu } from "../../../src/core/preflight/gpu/gpu-decision.ts";
import type { GpuReport } from "../../../src/core/preflight/gpu/gpu-report.ts";
import { fakeFiles } from "../../world/fake-files.ts";

export interface PreparedParts {
  /** As `docker compose config` writes it; each service has an image when it says nothing. */
  readonly services: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly volumes?: Readonly<Record<string, unknown>>;
  readonly secrets?: Readonly<Record<string, unknown>>;
  readonly configs?: Readonly<Record<string, unknown>>;
  /** The layers as written, variables and `x-stack` and all. */
  readonly layers?: readonly string[];
  /** More of the environment's stanza in the manifest. */
  readonly environment?: Readonly<Record<string, unknown>>;
  /** The manifest's `secrets:`. */
  readonly specs?: Readonly<Record<string, unknown>>;
  readonly gpu?: GpuReport;
  readonly only?: readonly string[];
}

export const folder = "/srv/shop";

const noGpu = decideGpu({ gpus: [], links: [], error: null, choice: "auto", need: "none" });

/** What `prepare` makes of a manifest and its merged layers: the environment `demo` of the stack `shop`. */
export async function preparedFrom(parts: PreparedParts): Promise<Prepared> {
  const { services, volumes = {}, secrets = {}, configs = {} } = parts;
  const document = configSchema.parse({ services, volumes, secrets, configs });
  const layers = await Promise.all((parts.layers ?? []).map(readLayer));
  const merged = layers.map((source) => ({ source, path: "/compose.yaml", base: "/", variables: new Map() }));
  const extras = writtenExtras(fakeFiles(), { merged, extended: new Map(), absent: [] });
  if (extras.kind === "failed") throw new Error(JSON.stringify(extras.error));
  const model = modelFromConfig(document, extras.value);
  const selected = selectServices(model.services, parts.only ?? []);
  if (selected.kind === "failed") throw new Error(JSON.stringify(selected.error));
  const { environment, specs } = environmentFrom(parts);
  return {
    environment,
    specs,
    gpu: parts.gpu ?? noGpu,
    loaded: { document, layers, model, unset: [], remarks: [], inValues: [] },
    services: selected.value,
    secrets: Object.keys(specs).map((name) => ({ name, state: "to-generate" })),
    variables: { STACK_ENVIRONMENT: "demo" },
  };
}

async function readLayer(text: string): Promise<YamlSource> {
  const parsed = await readYaml(fakeFiles({ "/compose.yaml": text }), "/compose.yaml", "compose.yaml");
  if (parsed.kind === "failed") throw new Error(JSON.stringify(parsed.error));
  return parsed.value;
}

function environmentFrom(parts: PreparedParts): Pick<Prepared, "environment" | "specs"> {
  const manifest = manifestSchema.parse({
    name: "shop",
    environments: {
      demo: { layers: ["compose.yaml"], ...parts.environment },
      live: { layers: ["compose.yaml"] },
    },
    secrets: parts.specs ?? {},
  });
  const definition = manifest.environments["demo"];
  if (definition === undefined) throw new Error("the manifest lost its environment");
  const environment = {
    name: "demo",
    definition,
    manifest,
    directory: folder,
    workingDirectory: folder,
    shipped: false,
    layers: ["compose.yaml"],
    envFile: ".env.demo",
    secretsDirectory: `${folder}/secrets/demo`,
    stateDirectory: `${folder}/.stack`,
    project: {
      name: "shop-demo",
      directory: folder,
      files: [`${folder}/compose.yaml`],
      envFile: undefined,
      profiles: [],
      variables: {},
    },
  };
  return { environment, specs: manifest.secrets };
}
