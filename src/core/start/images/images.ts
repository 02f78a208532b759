import type { Service } from "../../environment/model.ts";
import type { FailureReason } from "../../proof/state.ts";
import { classifyRefusal } from "../start-refusal.ts";
import { imageNameOf } from "../../plan/image-name.ts";
import { askPatiently } from "../engine-patience.ts";
import type { LaunchContext } from "../../events/launch-context.ts";
import { pullImage } from "./pull-image.ts";
import { lastWords } from "../start-service.ts";

const pullsAtOnce = 4;

/** Services whose image could not be had, with the reason. */
export type ImageFailures = ReadonlyMap<string, FailureReason>;

/** Brings every image the plan needs: pulled four at a time, built where the model builds it. */
export async function provideImages(context: LaunchContext): Promise<ImageFailures> {
  const all = bringsNewImages(context);
  const services = context.plan.services
    .filter(({ action }) => all || action.kind === "create" || action.kind === "recreate")
    .map(({ service }) => service);
  const [pulled, built] = await Promise.all([
    pullMissing(services, context),
    buildMissing(services, context),
  ]);
  return new Map([...pulled, ...built]);
}

/** Then what runs may be of an older image than the one that is here now. */
export function bringsNewImages({ options }: Pick<LaunchContext, "options">): boolean {
  return options.build || options.pull === "always";
}

async function pullMissing(services: readonly Service[], context: LaunchContext): Promise<ImageFailures> {
  const { wanted, forbidden } = await imagesToPull(services, context);
  const failures = new Map<string, FailureReason>();
  const fail = (image: string, message: string): void => {
    const reason: FailureReason = { kind: "image-missing", image, message };
    for (const service of services) if (service.image === image) failures.set(service.name, reason);
  };
  for (const image of forbidden) fail(image, "it is not here, and must not be pulled");
  const queue = [...wanted];
  const worker = async (): Promise<void> => {
    for (let image = queue.shift(); image !== undefined; image = queue.shift()) {
      const failure = context.signal.aborted ? undefined : await pullImage(image, context);
      // cut short: how the run ends says why
      if (failure !== undefined) fail(image, failure.message);
    }
  };
  await Promise.all(Array.from({ length: pullsAtOnce }, worker));
  return failures;
}

interface Pulls {
  readonly wanted: readonly string[];
  /** Missing, and `--pull never` or the service's own policy keeps them so. */
  readonly forbidden: readonly string[];
}

async function imagesToPull(services: readonly Service[], context: LaunchContext): Promise<Pulls> {
  const { options } = context;
  const pullable = services.filter((service) => !service.build);
  const images = [...new Set(pullable.flatMap(({ image }) => (image === undefined ? [] : [image])))];
  const isMissing = await Promise.all(images.map(async (image) => imageIsMissing(image, context)));
  const hasPolicy = (image: string, policy: string): boolean =>
    pullable.some((service) => service.image === image && service.pullPolicy === policy);
  const mustNot = (image: string): boolean => options.pull === "never" || hasPolicy(image, "never");
  const must = (image: string): boolean => options.pull === "always" || hasPolicy(image, "always");
  return {
    wanted: images.filter((image, index) => !mustNot(image) && (must(image) || isMissing[index])),
    forbidden: images.filter((image, index) => mustNot(image) && isMissing[index]),
  };
}

async function imageIsMissing(image: string, { world, signal }: LaunchContext): Promise<boolean> {
  const answer = await askPatiently(world, signal, async () => world.engine.image(image));
  return answer.kind === "failed";
}

async function buildMissing(services: readonly Service[], context: LaunchContext): Promise<ImageFailures> {
  const { world, plan, options, signal } = context;
  const buildable = services.filter((service) => service.build);
  const missing = await Promise.all(
    buildable.map(
      async (service) =>
        options.build || (await imageIsMissing(imageNameOf(service, plan.project.name), context)),
    ),
  );
  const names = buildable.filter((_, index) => missing[index]).map((service) => service.name);
  if (names.length === 0) return new Map();
  const answer = await world.compose.build(plan.project, names, signal);
  if (signal.aborted || (answer.kind === "exited" && answer.exitCode === 0)) return new Map();
  const message =
    answer.kind === "exited" ? lastWords(answer.stderr) : `docker compose build: ${answer.kind}`;
  return new Map(names.map((name) => [name, classifyRefusal(`build failed: ${message}`)]));
}
