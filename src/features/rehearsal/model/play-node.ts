import { stringify } from "yaml";
import { findImage } from "../../../core/images/find-image.ts";
import type { Service } from "../../../core/environment/model.ts";
import { rehearsePath } from "./rehearse-environment.ts";

/** The services whose image is Node itself: a stand-in has the real one, and runs their own program. */
export function nodeServices(services: readonly Service[]): readonly Service[] {
  return services.filter(({ image }) => image !== undefined && isNode(image));
}

/** A layer that puts the stand-in's image, with its real Node, in the place of theirs; all else stays as it is. */
export function playNode(services: readonly Service[], image: string): string {
  const played = services.map(({ name, image: real, entrypoint }) => {
    const environment = { PATH: rehearsePath(real === undefined ? undefined : findImage(real)) };
    // the image's own entry point would play a service
    return [name, { image, pull_policy: "never", entrypoint: entrypoint ?? [], environment }] as const;
  });
  return stringify({ services: Object.fromEntries(played) });
}

function isNode(image: string): boolean {
  return findImage(image)?.repositories.includes("node") ?? false;
}
