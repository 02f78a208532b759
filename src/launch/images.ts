import type { Service } from "../environment/model.ts";
import type { FailureReason } from "../service/state.ts";
import { classifyRefusal } from "./start-refusal.ts";
import type { LaunchContext } from "./launch-context.ts";
import { pullImage } from "./pull-image.ts";
import { lastWords } from "./start-service.ts";

const pullsAtOnce = 4;

/** Services whose image could not be had, with the reason. */
export type ImageFailures = ReadonlyMap<string, FailureReason>;

/** Brings every image the plan needs: pulled four at a time, built where the model builds it. */
export async function provideImages(context: LaunchContext): Promise<ImageFailures> {
  const services = context.plan.services
    .filter(({ action }) => action.kind === "create" || action.kind === "recreate")
    .map(({ service }) => service);
  const [pulled, built] = await Promise.all([
    pullMissing(services, context),
    buildMissing(services, context),
  ]);
  return new Map([...pulled, ...built]);
}

async function pullMissing(services: readonly Service[], context: LaunchContext): Promise<ImageFailures> {
  const images = await imagesToPull(services, context);
  const failures = new Map<string, FailureReason>();
  const queue = [...images];
  const worker = async (): Promise<void> => {
    for (let image = queue.shift(); image !== undefined; image = queue.shift()) {
      const failure = await pullImage(image, context);
      if (failure === undefined) continue;
      const reason: FailureReason = { kind: "image-missing", image, message: failure.message };
      for (const service of services) if (service.image === image) failures.set(service.name, reason);
    }
  };
  await Promise.all(Array.from({ length: pullsAtOnce }, worker));
  return failures;
}

async function imagesToPull(
  services: readonly Service[],
  { world, options }: LaunchContext,
): Promise<readonly string[]> {
  const wanted = services.filter((service) => !service.build);
  const images = [...new Set(wanted.flatMap(({ image }) => (image === undefined ? [] : [image])))];
  const present = await Promise.all(
    images.map(async (image) => (await world.engine.image(image)).kind === "ok"),
  );
  return images.filter((image, index) => {
    const policies = new Set(
      wanted.filter((service) => service.image === image).map((service) => service.pullPolicy),
    );
    if (options.pull === "always" || policies.has("always")) return options.pull !== "never";
    // a missing image with `--pull never` is left to the engine, which says so at create
    return present[index] === false && options.pull !== "never" && !policies.has("never");
  });
}

async function buildMissing(services: readonly Service[], context: LaunchContext): Promise<ImageFailures> {
  const { world, plan, options, signal } = context;
  const buildable = services.filter((service) => service.build);
  const missing = await Promise.all(
    buildable.map(
      async (service) =>
        options.build ||
        (await world.engine.image(imageNameOf(service, plan.project.name))).kind === "failed",
    ),
  );
  const names = buildable.filter((_, index) => missing[index]).map((service) => service.name);
  if (names.length === 0) return new Map();
  const answer = await world.compose.build(plan.project, names, signal);
  if (answer.kind === "exited" && answer.exitCode === 0) return new Map();
  const message =
    answer.kind === "exited" ? lastWords(answer.stderr) : `docker compose build: ${answer.kind}`;
  return new Map(names.map((name) => [name, classifyRefusal(`build failed: ${message}`)]));
}

/** Compose names what it builds after project and service, unless the model names it. */
function imageNameOf(service: Service, project: string): string {
  return service.image ?? `${project}-${service.name}`;
}
