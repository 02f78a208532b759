import type { Service } from "../environment/model.ts";
import type { LaunchContext } from "../events/launch-context.ts";
import { decideImages, imagesInQuestion, servicesInNeed } from "../plan/wanted-images.ts";
import type { WantedImages } from "../plan/wanted-images.ts";
import type { FailureReason } from "../proof/state.ts";
import { askPatiently, lastWords } from "./start-service.ts";
import { classifyRefusal } from "./start-refusal.ts";

const pullsAtOnce = 4;

/** Services whose image could not be had, with the reason. */
type ImageFailures = ReadonlyMap<string, FailureReason>;

/** Brings every image the plan needs: pulled four at a time, built where the model builds it. */
export async function provideImages(context: LaunchContext): Promise<ImageFailures> {
  const { plan, options } = context;
  const services = servicesInNeed(plan, options);
  const missing = await missingImages(imagesInQuestion(services, plan.project.name), context);
  const wanted = decideImages(services, plan.project.name, options, (image) => missing.has(image));
  const [pulled, built] = await Promise.all([
    pullMissing(services, wanted, context),
    buildMissing(wanted.toBuild, context),
  ]);
  return new Map([...pulled, ...built]);
}

async function missingImages(
  images: readonly string[],
  { world, signal }: LaunchContext,
): Promise<ReadonlySet<string>> {
  const answers = await Promise.all(
    images.map(async (image) => askPatiently(world, signal, async () => world.engine.image(image))),
  );
  return new Set(images.filter((_, index) => answers[index]?.kind === "failed"));
}

async function pullMissing(
  services: readonly Service[],
  { toPull, forbidden }: WantedImages,
  context: LaunchContext,
): Promise<ImageFailures> {
  const failures = new Map<string, FailureReason>();
  const fail = (image: string, reason: FailureReason): void => {
    for (const service of services) if (service.image === image) failures.set(service.name, reason);
  };
  for (const image of forbidden) fail(image, whyForbidden(image, context));
  const queue = [...toPull];
  const worker = async (): Promise<void> => {
    for (let image = queue.shift(); image !== undefined; image = queue.shift()) {
      const failure = context.signal.aborted ? undefined : await pullImage(image, context);
      // cut short: how the run ends says why
      if (failure !== undefined) fail(image, reasonOf(image, failure));
    }
  };
  await Promise.all(Array.from({ length: pullsAtOnce }, worker));
  return failures;
}

function reasonOf(image: string, { kind, message, fix }: PullFailure): FailureReason {
  return kind === "disk-full"
    ? { kind: "refused", subject: "disk", name: "", message }
    : { kind: "image-missing", image, message, fix };
}

/** Whoever keeps it from being pulled can let it be pulled; or it comes another way, where there is no registry. */
function whyForbidden(image: string, { options, plan }: LaunchContext): FailureReason {
  const byFile = options.pull !== "never";
  const isRehearsal = plan.project.name !== plan.environment.project.name;
  const bring = `bring it here (docker pull ${image}, or docker load of an archive)`;
  return {
    kind: "image-missing",
    image,
    message: `it is not here, and ${byFile ? "pull_policy: never" : isRehearsal ? "a rehearsal" : "--pull never"} keeps it from being pulled`,
    fix: byFile
      ? `${bring} or take pull_policy: never out of its Compose file`
      : isRehearsal
        ? bring
        : `${bring} or leave --pull never out`,
  };
}

async function buildMissing(names: readonly string[], context: LaunchContext): Promise<ImageFailures> {
  const { world, plan, signal } = context;
  if (names.length === 0) return new Map();
  const answer = await world.compose.build(plan.project, names, signal);
  if (signal.aborted || (answer.kind === "exited" && answer.exitCode === 0)) return new Map();
  const message =
    answer.kind === "exited" ? lastWords(answer.stderr) : `docker compose build: ${answer.kind}`;
  return new Map(names.map((name) => [name, buildFailure(message)]));
}

/** What its build lacks is in its own words: the engine's refusals of containers are not meant there. */
function buildFailure(said: string): FailureReason {
  const reason = classifyRefusal(said);
  const isOfEngine =
    reason.kind === "refused" && (reason.subject === "disk" || reason.subject === "connection");
  return isOfEngine ? reason : { kind: "not-built", message: `build failed: ${said}` };
}

const retryDelaysMs: readonly number[] = [1_000, 3_000, 9_000];

/** Pulls one image, trying again with growing pauses where that can help; undefined when it is there. */
async function pullImage(image: string, context: LaunchContext): Promise<PullFailure | undefined> {
  const { world, tell, signal } = context;
  const startedMs = world.clock.elapsedMs();
  for (let attempt = 0; ; attempt += 1) {
    const failure = await pullOnce(image, context);
    // what was cut short by the end of the run is no failure
    if (signal.aborted) return undefined;
    if (failure === undefined) {
      tell({ type: "image-pulled", image, durationMs: Math.round(world.clock.elapsedMs() - startedMs) });
      return undefined;
    }
    const delayMs = retryDelaysMs[attempt];
    if (!failure.retryable || delayMs === undefined) {
      tell({ type: "image-failed", image, reason: failure.message, fix: failure.fix });
      return failure;
    }
    tell({ type: "image-retry", image, attempt: attempt + 1, delayMs, reason: failure.message });
    await world.clock.sleep(delayMs, signal);
  }
}

async function pullOnce(
  image: string,
  { world, tell, signal }: LaunchContext,
): Promise<PullFailure | undefined> {
  const answer = await world.engine.pull(
    { reference: image, signal },
    ({ phase, currentBytes, totalBytes }) =>
      tell({ type: "image-progress", image, phase, currentBytes, totalBytes }),
  );
  return answer.kind === "ok" ? undefined : classifyPullFailure(image, answer.error.message);
}

/** Why an image could not be had, read from the registry's or the engine's words. */
interface PullFailure {
  readonly kind: "unauthorized" | "rate-limited" | "not-found" | "disk-full" | "unreachable" | "other";
  readonly message: string;
  /** Trying again later can help. */
  readonly retryable: boolean;
  readonly fix: string;
}

interface Rule {
  readonly kind: PullFailure["kind"];
  readonly pattern: RegExp;
  readonly retryable: boolean;
  readonly fix: (image: string) => string;
}

/**
 * The first that fits; a rate limit also says "denied" and a full disk also says "failed to register layer". A number
 * within a longer one is none: engines name files for a moment by random digits.
 */
const rules: readonly Rule[] = [
  {
    kind: "disk-full",
    pattern: /no space left on device|disk quota exceeded/iu,
    retryable: false,
    fix: () => "see what of this stack can go: stack clean; docker system df shows the rest",
  },
  {
    kind: "rate-limited",
    pattern: /toomanyrequests|rate limit|\b429\b/iu,
    retryable: true,
    fix: (image) => `log in, which raises the limit (${logIn(image)}), or wait an hour`,
  },
  {
    kind: "not-found",
    pattern: /pull access denied|may require 'docker login'/iu,
    retryable: false,
    fix: (image) => `correct its image in its Compose file, or, where it is a private one: ${logIn(image)}`,
  },
  {
    kind: "not-found",
    pattern:
      /manifest unknown|manifest for .* not found|no matching manifest|repository .* not found|name unknown|does not exist/iu,
    retryable: false,
    fix: (image) =>
      `correct its image in its Compose file (docker buildx imagetools inspect ${image} asks its registry)`,
  },
  {
    kind: "unauthorized",
    pattern: /unauthorized|authentication required|denied|no basic auth credentials|\b40[13]\b/iu,
    retryable: false,
    fix: logIn,
  },
  {
    kind: "unreachable",
    pattern:
      /no such host|connection refused|i\/o timeout|network is unreachable|TLS handshake|connection reset|EOF|temporary failure|timeout|\b50[0234]\b/iu,
    retryable: true,
    fix: (image) => `docker pull ${image}`,
  },
];

export function classifyPullFailure(image: string, message: string): PullFailure {
  const rule = rules.find(({ pattern }) => pattern.test(message));
  return rule === undefined
    ? { kind: "other", message, retryable: true, fix: `docker pull ${image}` }
    : { kind: rule.kind, message, retryable: rule.retryable, fix: rule.fix(image) };
}

function logIn(image: string): string {
  return `docker login ${registryOf(image)}`.trim();
}

/** The registry's host as `docker login` takes it; nothing for Docker Hub. */
function registryOf(image: string): string {
  const first = image.split("/")[0] ?? "";
  return image.includes("/") && /[.:]|^localhost$/u.test(first) ? first : "";
}
