import type { Service, ServiceMount } from "../environment/model.ts";
import type { Prepared } from "./prepare.ts";
import type { WantedModel } from "../preflight/storage/model-files.ts";

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

/**
 * About what a model takes on disk, told by its name: `Qwen3-32B-AWQ` has 32 billion weights of half a byte each, and
 * a tenth more for what is kept whole. Undefined where the name does not say how many there are.
 */
function modelBytes(name: string): number | undefined {
  const billions = /(?:^|[-_/])(\d+(?:\.\d+)?)b(?:[-_.]|$)/iu.exec(name)?.[1];
  return billions === undefined ? undefined : Math.round(Number(billions) * 1e9 * bytesPerWeight(name) * 1.1);
}

function bytesPerWeight(name: string): number {
  if (/awq|gptq|int4|4bit|nf4|q4|w4a16|fp4/iu.test(name)) return 0.5;
  return /fp8|int8|8bit|q8|w8a8|w8a16/iu.test(name) ? 1 : 2;
}
