import type { Service, ServiceMount } from "../environment/model.ts";
import type { WantedModel } from "../preflight/storage/model-files.ts";
import type { Prepared } from "./prepare.ts";
import { modelBytes } from "./model-bytes.ts";

/** The models that a service downloads by itself, as its command line or its environment names them. */
export function modelNeeds(
  prepared: Pick<Prepared, "specs" | "secrets">,
  service: Service,
): readonly WantedModel[] {
  const directory = service.mounts.find((mount) => isModelFolder(service, mount))?.source;
  return [...new Set(modelNames(service))].map((name) => ({
    name,
    service: service.name,
    sizeBytes: modelBytes(name),
    gated: gatedOwners.test(name),
    hasToken: tokenVariables.some(
      (variable) => (service.environment[variable] ?? "") !== "" || isHandedOn(prepared, service, variable),
    ),
    tokenVariable: tokenVariables[0],
    directory,
  }));
}

/** A folder of the host that a model server keeps what it downloads in. */
export function isModelFolder(service: Service, { kind, target, readOnly }: ServiceMount): boolean {
  return kind === "bind" && !readOnly && modelTargets.test(target) && modelNames(service).length > 0;
}

const modelTargets = /\/(?:\.?cache|huggingface|hub|models?|data)(?:\/|$)/u;

const tokenVariables = ["HF_TOKEN", "HUGGING_FACE_HUB_TOKEN"] as const;

/** A secret of the manifest that this service gets, and that has a value. */
function isHandedOn(
  { specs, secrets }: Pick<Prepared, "specs" | "secrets">,
  service: Service,
  name: string,
): boolean {
  const isPresent = secrets.some((secret) => secret.name === name && secret.state === "present");
  return isPresent && (specs[name]?.services?.includes(service.name) ?? false);
}

/** Owners whose models nobody gets without an account; of others it is not known from the name alone. */
const gatedOwners = /^(?:meta-llama\/|google\/gemma-)/u;

const modelFlags = new Set(["--model", "--model-id", "--model-path"]);
const modelVariables = ["MODEL_ID", "INFINITY_MODEL_ID"];

/** `owner/name`; a path of the container is no model to download. */
export function modelNames({ entrypoint, command, environment }: Service): readonly string[] {
  const words = [...(entrypoint ?? []), ...(command ?? [])].flatMap((word) => word.split(/[\s=]+/u));
  const flagged = words.flatMap((word, position) =>
    modelFlags.has(word) || (word === "serve" && words[position - 1] === "vllm")
      ? (words[position + 1] ?? [])
      : [],
  );
  const named = modelVariables.flatMap((variable) => environment[variable]?.split(";") ?? []);
  return [...flagged, ...named].filter((name) => /^[\w.-]+\/[\w.-]+$/u.test(name));
}
