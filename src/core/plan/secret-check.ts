import type { Prepared } from "./prepare.ts";
import { storeSecrets } from "./find-stores.ts";
import type { KeptSecret } from "./find-stores.ts";
import { check } from "../preflight/check.ts";
import type { Check, Finding } from "../preflight/check.ts";
import type { EngineObserver } from "../preflight/engine/observe-engine.ts";
import { fail, finding, pass, warn } from "../preflight/finding.ts";
import { checkSecrets } from "../secrets/check/check.ts";
import type { SecretProblem } from "../secrets/check/secret-problem.ts";
import { readStoredSecrets } from "../secrets/store/stored-secrets.ts";
import type { World } from "../../world/world.ts";

interface SecretCheckOptions {
  readonly observeEngine: EngineObserver;
  /** A start generates what is missing, so there it is no trouble. */
  readonly missing: "told" | "left-out";
  /** A rehearsal has volumes of its own, made with what the secrets are now. */
  readonly rehearse: boolean;
}

/** Are the secrets well, and do the volumes agree with them? Told without a value. */
export function secretCheck(prepared: Prepared, options: SecretCheckOptions): Check {
  return check({
    name: "secrets",
    timeoutMs: 15_000,
    observe: async (world, signal) => observeSecrets(world, prepared, options, signal),
    judge: (seen) => judgeSecrets(prepared, seen, options),
  });
}

async function observeSecrets(
  world: World,
  prepared: Prepared,
  { observeEngine, rehearse }: SecretCheckOptions,
  signal: AbortSignal,
): Promise<SecretObservation> {
  const { environment, specs } = prepared;
  const { name, workingDirectory, manifest } = environment;
  const engine = await observeEngine(world, signal);
  const kept = rehearse || engine.kind === "failed" ? [] : await storeSecrets(world, prepared);
  const request = {
    environment: name,
    directory: workingDirectory,
    specs,
    otherEnvironments: Object.keys(manifest.environments).filter((other) => other !== name),
    stores: kept.flatMap((store) => (store.value === undefined ? [] : [{ ...store, value: store.value }])),
  };
  const { values } = await readStoredSecrets(world, request, specs);
  return {
    notGiven: Object.entries(specs).flatMap(([secret, { kind }]) =>
      kind === "text" && !values.has(secret) ? [secret] : [],
    ),
    problems: await checkSecrets(world, request, signal),
    lost: kept.filter(({ value }) => value === undefined),
  };
}

interface SecretObservation {
  /** Texts that only a person can bring, and none has. */
  readonly notGiven?: readonly string[];
  readonly problems: readonly SecretProblem[];
  /** Known to a volume and to nobody else. */
  readonly lost: readonly KeptSecret[];
}

interface Judging {
  readonly missing: "told" | "left-out";
  readonly rehearse: boolean;
}

export function judgeSecrets(
  { environment, specs }: Pick<Prepared, "environment" | "specs">,
  { problems, lost, notGiven = [] }: SecretObservation,
  { missing, rehearse }: Judging,
): readonly Finding[] {
  const absent = problems
    .filter(({ id, name }) => id === "secrets.missing" && lost.every(({ secret }) => secret !== name))
    .map(({ name }) => name);
  const findings = [
    ...lost.map((store) => lostSecret(environment.name, store)),
    ...problems.filter(({ id }) => id !== "secrets.missing").map((problem) => told(problem, rehearse)),
    ...(absent.length === 0 || missing === "left-out" ? [] : [toGenerate(environment.name, absent)]),
  ];
  const total = Object.keys(specs).length;
  if (findings.length > 0 || total === 0) return findings;
  const title = absent.length === 0 ? howMany(total - notGiven.length) : "nothing is wrong with secrets";
  return [pass("secrets.ready", [title, ...notGivenWords(notGiven)].join("; "))];
}

function howMany(count: number): string {
  return count === 1 ? "1 secret is well" : `${String(count)} secrets are well`;
}

/** Nothing is wrong with that: a token is wanted by those who have one. */
function notGivenWords(names: readonly string[]): readonly string[] {
  return names.length === 0 ? [] : [`not given: ${names.join(", ")}`];
}

/** A new value would be generated, and the store would refuse it for ever. */
function lostSecret(environment: string, { secret, service, volume }: KeptSecret): Finding {
  return fail("secrets.drift", {
    title: `${secret} has no value, and the volume ${volume} was initialised with one`,
    detail: `a new one would be generated, and ${service} would refuse it`,
    fix: `put the old value back; or, where the data is not needed: stack reset ${environment} --volumes`,
    data: { secret, volume },
  });
}

const ofRealVolumes: ReadonlySet<string> = new Set(["secrets.drift", "secrets.immutable-changed"]);

function told({ id, name, detail, fix, file, line, blocking }: SecretProblem, rehearse: boolean): Finding {
  const blocks = blocking && !(rehearse && ofRealVolumes.has(id));
  const data = {
    ...(name === "" ? {} : { secret: name }),
    ...(file === "" ? {} : { file }),
    ...(line === 0 ? {} : { line }),
  };
  return finding(blocks ? "fail" : "warn", id, { title: detail, fix, data });
}

/** One for all: on a new box none has a value, which is nothing to read eighteen lines about. */
function toGenerate(environment: string, names: readonly string[]): Finding {
  const count = names.length === 1 ? "1 secret has" : `${names.length} secrets have`;
  return warn("secrets.missing", {
    title: `${count} no value yet`,
    detail: `${names.join(", ")}; a start generates what is missing`,
    fix: `stack secrets generate ${environment}`,
    data: { secrets: names },
  });
}
