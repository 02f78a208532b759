import { placeIn } from "./read/place-of.ts";
import type { Lay, LintLayer, LintSubject } from "./read/subject.ts";
import { listAt, textAt, writtenServices } from "./read/written.ts";
import type { Place } from "./rule.ts";

interface FixedName {
  readonly service: string;
  readonly name: string;
  readonly place: Place;
}

/** Every `container_name`, as the files have it. */
export function fixedNames(layers: readonly LintLayer[]): readonly FixedName[] {
  return writtenServices(layers).flatMap(({ name: service, written, layer }) => {
    const name = textAt(written, ["container_name"]);
    const place = placeIn(layer, ["services", service, "container_name"]);
    return name === undefined ? [] : [{ service, name, place }];
  });
}

/** The most replicas that any environment gives a service, as the files have it. */
export function replicasIn(lays: readonly Lay[], service: string): number {
  return Math.max(1, ...lays.map(({ layers }) => replicasOf(layers, service)));
}

function replicasOf(layers: readonly LintLayer[], service: string): number {
  const written = layers.findLast((layer) => replicasText(layer, service) !== undefined);
  return written === undefined ? 1 : Number(replicasText(written, service));
}

function replicasText({ services }: LintLayer, service: string): string | undefined {
  return textAt(services[service], ["deploy", "replicas"]) ?? textAt(services[service], ["scale"]);
}

interface RepeatedList {
  readonly service: string;
  readonly earlier: { readonly layer: LintLayer; readonly list: readonly unknown[] };
  readonly list: readonly unknown[];
  readonly place: Place;
}

/** Lists that a later layer writes again without `!override` or `!reset`: Compose appends them. */
export function repeatedLists({ lays }: LintSubject, path: readonly string[]): readonly RepeatedList[] {
  return lays.flatMap(({ layers }) =>
    layers.flatMap((layer, index) =>
      Object.keys(layer.services).flatMap((service) => {
        const list = listAt(layer.services[service], path);
        const earlier = layers
          .slice(0, index)
          .findLast((one) => listAt(one.services[service], path).length > 0);
        if (list.length === 0 || earlier === undefined || isReplaced(layer, service, path)) return [];
        const before = { layer: earlier, list: listAt(earlier.services[service], path) };
        return [{ service, earlier: before, list, place: placeIn(layer, ["services", service, ...path]) }];
      }),
    ),
  );
}

/** A tag on the list itself, or on anything around it. */
function isReplaced({ source }: LintLayer, service: string, path: readonly string[]): boolean {
  return path.some(
    (_, depth) => source.tagOf(["services", service, ...path.slice(0, depth + 1)]) !== undefined,
  );
}

interface DeadSetting {
  /** By the image's path. */
  readonly image: RegExp;
  readonly variable?: RegExp;
  readonly flag?: string;
  readonly why: string;
  readonly instead: string;
}

/** What stands in many examples and no longer does what it says. */
export const deadSettings: readonly DeadSetting[] = [
  {
    image: /(?:^|\/)vllm-openai$/u,
    flag: "--disable-log-requests",
    why: "vLLM 0.12 removed it and ends at once; requests are not logged unless asked for",
    instead: "remove it",
  },
  {
    image: /(?:^|\/)vllm-openai$/u,
    flag: "--task",
    why: "vLLM removed it",
    instead: "use `--runner pooling` for embeddings, and nothing for chat",
  },
  {
    image: /(?:^|\/)vllm-openai$/u,
    variable: /^VLLM_(?:PORT|HOST_IP|HOST)$/u,
    why: "vLLM takes it for the addresses its own processes use among themselves",
    instead: "use `--port` and `--host`, and another name for your own variable",
  },
  {
    image: /(?:^|\/)n8n$/u,
    variable: /^N8N_BASIC_AUTH_/u,
    why: "n8n 1.0 removed it: it looks protected and is not",
    instead: "remove it; the first visitor sets up the owner's account",
  },
];
