import type { Result } from "../../../world/result.ts";
import { generateSecret } from "../../../core/secrets/generate.ts";
import { isStrict, stoppedByStrictness } from "../../../core/secrets/check/renewal.ts";
import { asksForPassword } from "./rekey-store.ts";
import type { RotationRequest, RotationWorld, StoreTarget, StoreVolume } from "./rotation.ts";
import type { SecretChange } from "../../../core/secrets/store/rotation-journal.ts";
import { storeClient } from "./rotation-steps.ts";
import type { SecretProblem } from "../../../core/secrets/check/secret-problem.ts";
import { readStoredSecrets, type StoredSecrets } from "../../../core/secrets/store/stored-secrets.ts";

export type PreparedRotation = Result<readonly SecretChange[], readonly SecretProblem[]>;

/** What will change, or every reason why nothing can; changes nothing. */
export async function prepareRotation(
  world: RotationWorld,
  request: RotationRequest,
): Promise<PreparedRotation> {
  const stored = await readStoredSecrets(world, request, request.specs);
  const names = request.names.length > 0 ? request.names : rotatable(request, stored);
  const reasons = await Promise.all(names.map(async (name) => whyNot(request, stored, name)));
  const problems = [
    ...stored.problems.filter(({ blocking }) => blocking),
    ...reasons.flatMap((each) => each ?? []),
  ];
  if (problems.length > 0) return { kind: "failed", error: problems };
  const open = await openStores(world, request, stored, names);
  return open.length > 0 ? { kind: "failed", error: open } : makeChanges(world, request, stored, names);
}

/**
 * Without names, what cannot be rotated is left alone rather than complained of; so is a certificate, which may be a
 * person's own.
 */
function rotatable(request: RotationRequest, stored: StoredSecrets): readonly string[] {
  return Object.entries(request.specs)
    .filter(([, spec]) => spec.immutable !== true && spec.kind !== "text" && spec.kind !== "certificate")
    .map(([name]) => name)
    .filter((name) => stored.values.has(name) && !isOutOfReach(request.stores.get(name)));
}

/** Why a secret cannot be rotated, whatever state things are in. */
export function whyNever(
  { environment, specs }: Pick<RotationRequest, "environment" | "specs">,
  name: string,
): SecretProblem | undefined {
  const spec = specs[name];
  if (spec === undefined)
    return refusal(name, `there is no secret ${name} in the manifest`, `stack secrets list ${environment}`);
  if (spec.immutable === true)
    return refusal(
      name,
      `${name} never changes: ${spec.describe ?? "data is encrypted with it"}; with another one that data is lost`,
      `stack secrets rotate ${environment}`,
    );
  if (spec.kind === "text")
    return refusal(
      name,
      `${name} is brought by you, not generated`,
      `write its new value where \`stack secrets list ${environment}\` says the old one is`,
    );
  return undefined;
}

async function whyNot(
  request: RotationRequest,
  stored: StoredSecrets,
  name: string,
): Promise<SecretProblem | undefined> {
  const { environment } = request;
  const never = whyNever(request, name);
  if (never !== undefined) return never;
  if (!stored.values.has(name))
    return refusal(name, `${name} has no value yet`, `stack secrets generate ${environment}`);
  const store = request.stores.get(name);
  if (isOutOfReach(store))
    return refusal(
      name,
      `${store.service} keeps its own copy of ${name} since its volume ${store.volume.volume} was made`,
      `change it in ${store.service} yourself, write the same value where the old one stands, then: stack up ${environment} --ignore secrets.drift`,
    );
  if (store?.volume !== undefined && (await store.locate()) === undefined)
    return refusal(
      name,
      `${store.service} does not run, and ${name} can only be changed inside it`,
      // it alone, and whatever a rotation heals: a plain start sends back here then
      `stack up ${environment} --only ${store.service} --ignore ${healed(environment)}, then: stack secrets rotate ${environment} ${name}`,
    );
  return undefined;
}

function healed(environment: string): string {
  return ["secrets.drift", ...(isStrict({ environment }) ? stoppedByStrictness : [])].join(",");
}

/** A new file would change nothing in it: it would only be a second, wrong value. */
function isOutOfReach(
  store: StoreTarget | undefined,
): store is StoreTarget & { readonly volume: StoreVolume } {
  return store?.kind === "other" && store.volume !== undefined;
}

/** Stores of which nothing could be proven. */
async function openStores(
  world: RotationWorld,
  request: RotationRequest,
  stored: StoredSecrets,
  names: readonly string[],
): Promise<readonly SecretProblem[]> {
  const problems: SecretProblem[] = [];
  for (const name of names) {
    const target = request.stores.get(name);
    const store = target && (await storeClient(world, target));
    if (target === undefined || store === undefined) continue;
    const wrong = await generateSecret(world, { kind: "password" });
    const passwords = {
      known: stored.values.get(name)?.value ?? "",
      wrong: wrong.kind === "ok" ? wrong.value : "",
    };
    const answer = await asksForPassword(store, passwords, request.signal);
    const reason = answer.kind === "failed" ? answer.error : "it was interrupted";
    const fix = `stack logs ${request.environment} ${target.service}`;
    if (answer.kind !== "ok")
      problems.push(refusal(name, `${name} is not rotated: ${target.service}: ${reason}`, fix));
  }
  return problems;
}

async function makeChanges(
  world: RotationWorld,
  request: RotationRequest,
  stored: StoredSecrets,
  names: readonly string[],
): Promise<PreparedRotation> {
  const changes: SecretChange[] = [];
  for (const name of new Set(names)) {
    const [spec, old] = [request.specs[name], stored.values.get(name)?.value];
    if (spec === undefined || old === undefined) continue;
    const made = await generateSecret(world, spec);
    if (made.kind === "failed") {
      const fix = `correct what stack.yaml says of ${name}, then: stack secrets rotate ${request.environment} ${name}`;
      return { kind: "failed", error: [refusal(name, `${name}: ${made.error}`, fix)] };
    }
    changes.push({ name, old, new: made.value });
  }
  if (changes.length > 0) return { kind: "ok", value: changes };
  const fix = `stack secrets list ${request.environment}`;
  return { kind: "failed", error: [refusal("", "there is nothing that can be rotated", fix)] };
}

function refusal(name: string, detail: string, fix: string): SecretProblem {
  return { id: "secrets.not-rotatable", name, detail, fix, file: "", line: 0, blocking: true };
}
