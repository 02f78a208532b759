import type { Service } from "../environment/model.ts";
import { imageNameOf } from "./image-name.ts";
import type { Plan } from "./plan.ts";

/** What is said of images beside the model: `--pull` and `--build`. */
export interface ImagePolicy {
  readonly pull: "missing" | "always" | "never";
  readonly build: boolean;
}

/** What becomes of the images that a plan needs. */
export interface WantedImages {
  readonly toPull: readonly string[];
  /** Missing, and `--pull never` or the service's own policy keeps them so. */
  readonly forbidden: readonly string[];
  /** Services whose image is built. */
  readonly toBuild: readonly string[];
}

/** Then what runs may be of an older image than the one that is here now. */
export function bringsNewImages({ build, pull }: ImagePolicy): boolean {
  return build || pull === "always";
}

/** The services whose images are looked after: those of which a container is to be made. */
export function servicesInNeed(plan: Pick<Plan, "services">, policy: ImagePolicy): readonly Service[] {
  const all = bringsNewImages(policy);
  return plan.services
    .filter(({ action }) => all || action.kind === "create" || action.kind === "recreate")
    .map(({ service }) => service);
}

/** The images that have to be asked for before it can be decided. */
export function imagesInQuestion(services: readonly Service[], project: string): readonly string[] {
  const named = services.filter(({ image, build }) => build || image !== undefined);
  return [...new Set(named.map((service) => imageNameOf(service, project)))];
}

/** Decides; touches nothing. */
export function decideImages(
  services: readonly Service[],
  project: string,
  policy: ImagePolicy,
  isMissing: (image: string) => boolean,
): WantedImages {
  const pullable = services.filter((service) => !service.build);
  const images = imagesInQuestion(pullable, project);
  const hasPolicy = (image: string, wanted: string): boolean =>
    pullable.some((service) => service.image === image && service.pullPolicy === wanted);
  const mustNot = (image: string): boolean => policy.pull === "never" || hasPolicy(image, "never");
  const must = (image: string): boolean => policy.pull === "always" || hasPolicy(image, "always");
  return {
    toPull: images.filter((image) => !mustNot(image) && (must(image) || isMissing(image))),
    forbidden: images.filter((image) => mustNot(image) && isMissing(image)),
    toBuild: services
      .filter((service) => service.build && (policy.build || isMissing(imageNameOf(service, project))))
      .map(({ name }) => name),
  };
}
