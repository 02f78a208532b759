import type { Container } from "../../world/engine/container.ts";
import { composeLabels } from "./compose-labels.ts";

/**
 * Whether Compose itself made a container that bears its labels. An image that was committed from a container hands all
 * its labels on to whatever runs of it; but it has neither the name that Compose gives, nor the image.
 */
export function isMadeByCompose({ name, imageId, labels }: Container): boolean {
  const project = labels[composeLabels.project] ?? "";
  const service = labels[composeLabels.service] ?? "";
  const number = labels[composeLabels.number] ?? "";
  if (labels[composeLabels.oneOff] === "True") return name.startsWith(`${project}-${service}-run-`);
  const given = `${project}-${service}-${number}`;
  // while Compose recreates a container, its name has the old one's id before it
  if (name === given || (name.endsWith(`_${given}`) && /^[0-9a-f]{12}_/u.test(name))) return true;
  return number !== "" && labels[composeLabels.image] === imageId;
}
