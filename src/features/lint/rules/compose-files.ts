import type { Problem } from "../../../core/environment/problem.ts";
import { fixedNames, replicasIn } from "../fixed-names.ts";
import { placeIn, placeOf } from "../read/place-of.ts";
import type { Variant } from "../read/lint-subject.ts";
import { at } from "../read/written.ts";
import type { Rule } from "../rule.ts";

export const containerName: Rule = {
  id: "compose.container-name",
  meaning: "a fixed container name: no second environment beside it, no replicas",
  fix: "remove container_name; the service's name is its host name",
  reads: "files",
  about: "environment",
  check: (subject) =>
    fixedNames(subject.layers)
      .filter(({ service }) => replicasIn(subject.lays, service) <= 1)
      .map(({ place, service, name }) => ({
        ...place,
        service,
        message: `container_name "${name}" is one for the whole engine`,
        fix: "remove container_name; others reach it by its service name",
      })),
};

export const replicasContainerName: Rule = {
  id: "replicas.container-name",
  meaning: "several replicas and a fixed container name, which Compose refuses",
  fix: "remove container_name",
  reads: "files",
  about: "environment",
  check: (subject) =>
    fixedNames(subject.layers)
      .filter(({ service }) => replicasIn(subject.lays, service) > 1)
      .map(({ place, service, name }) => ({
        ...place,
        service,
        message: `container_name "${name}" on a service with ${String(replicasIn(subject.lays, service))} replicas: Compose refuses it`,
        fix: "remove container_name",
      })),
};

export const versionKey: Rule = {
  id: "compose.version-key",
  meaning: "`version:` means nothing to Compose any more, but a warning at every call",
  fix: "remove the line",
  reads: "files",
  about: "environment",
  check: ({ layers }) =>
    layers
      .filter(({ source }) => at(source.value, ["version"]) !== undefined)
      .map((layer) => ({
        ...placeIn(layer, ["version"]),
        service: null,
        message: "`version:` is obsolete: Compose ignores it, and warns at every call",
        fix: "remove the line",
      })),
};

export const refused: Rule = {
  id: "compose.refused",
  meaning: "`docker compose config` does not accept the layers together",
  fix: "correct what it names",
  reads: "models",
  about: "environment",
  check: (subject) =>
    subject.lays.flatMap((lay) => {
      if (lay.merged.kind !== "refused" || isKnown(lay)) return [];
      return lay.merged.problems.map((problem) => refusal(lay, problem));
    }),
};

/** Where the problem itself says, else where the service that it names was written. */
function refusal(lay: Variant, { message, file, line, fix: ownFix }: Problem) {
  if (file !== undefined) return { file, line: line ?? null, service: null, message, fix: ownFix };
  const fix = "correct the layer it names, then `stack lint` again";
  const [, service = null, key] =
    /services\.([\w.-]+?)\.(\w+)\b/u.exec(message) ?? /[Ss]ervice "?([\w-]+)"?/u.exec(message) ?? [];
  const place =
    service === null
      ? { file: lay.layers.at(-1)?.file ?? "", line: null }
      : placeOf(lay, service, key === undefined ? [] : [key]);
  return { ...place, service, message, fix };
}

/** Said better by the rule on replicas with a fixed name. */
function isKnown(lay: Variant): boolean {
  return fixedNames(lay.layers).some(({ service }) => replicasIn([lay], service) > 1);
}

export const unusedLayer: Rule = {
  id: "layer.unused",
  meaning: "a Compose file beside the layers, or a GPU layer, that no environment lays",
  fix: "lay it in an environment, or remove it",
  reads: "files",
  about: "manifest",
  check: ({ strangers, manifest, manifestSource }) => {
    const files = strangers.map((file) => ({
      file,
      line: 1,
      service: null,
      message: "no environment lays this file, and nothing extends it",
      fix: `add it to the layers of an environment in ${manifestSource.file}, or remove it`,
    }));
    const takesGpu = Object.values(manifest.environments).some(({ gpu }) => gpu !== "none");
    if (takesGpu || Object.keys(manifest.gpu.layers).length === 0) return files;
    const gpu = {
      file: manifestSource.file,
      line: manifestSource.lineOf(["gpu", "layers"]) ?? null,
      service: null,
      message: "there are GPU layers, and no environment takes one: `gpu:` is none everywhere",
      fix: "set `gpu: required` or `gpu: optional` in an environment, or remove them",
    };
    return [...files, gpu];
  },
};
