import type { Container } from "../../world/engine/container.ts";
import type { Volume } from "../../world/engine/engine.ts";
import { composeLabels } from "../../world/compose/labels.ts";

/** The engine's own, on volumes that nobody named. */
export const anonymousLabel = "com.docker.volume.anonymous";

/** That nobody named: the engine labels those that it makes by itself, and not those that Compose asks it for. */
export function isAnonymous({ name, labels }: Pick<Volume, "name" | "labels">): boolean {
  return anonymousLabel in labels || (/^[0-9a-f]{64}$/u.test(name) && !(composeLabels.volume in labels));
}

/**
 * Whether Compose itself made a container that bears its labels. An image that was committed from a container hands all
 * its labels on to whatever runs of it; but it has neither the name that Compose gives, nor the image.
 */
export function isMadeByCompose({ name, imageId, manifestId, labels }: Container): boolean {
  const project = labels[composeLabels.project] ?? "";
  const service = labels[composeLabels.service] ?? "";
  const number = labels[composeLabels.number] ?? "";
  if (labels[composeLabels.oneOff] === "True") return name.startsWith(`${project}-${service}-run-`);
  const given = `${project}-${service}-${number}`;
  // while Compose recreates a container, its name has the old one's id before it
  if (name === given || (name.endsWith(`_${given}`) && /^[0-9a-f]{12}_/u.test(name))) return true;
  const made = labels[composeLabels.image];
  return number !== "" && made !== undefined && (made === imageId || made === manifestId);
}

/** It ran, or is to run, a hook of its service before that one's start; with Compose's own name for it. */
export function isOfHook({ name, labels }: Container): boolean {
  const {
    [composeLabels.hook]: hook,
    [composeLabels.project]: project = "",
    [composeLabels.service]: service = "",
  } = labels;
  return hook !== undefined && name.startsWith(`${project}-${service}-${hook}-`);
}
