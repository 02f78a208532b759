import type { ImageStory } from "../run/story.ts";
import { bytes } from "../../../world/bytes.ts";
import { duration } from "./duration.ts";

/** How far an image is: "downloading 312 MiB of 1.2 GiB, 26 %". */
export function imageProgress(image: ImageStory): string {
  switch (image.kind) {
    case "pulling":
      return `${image.phase}${amount(image.currentBytes, image.totalBytes)}`;
    case "retrying":
      return `attempt ${image.attempt} in ${duration(image.delayMs)}: ${image.reason}`;
    case "pulled":
      return `pulled in ${duration(image.durationMs)}`;
    case "failed":
      return image.reason;
  }
}

/** Totals grow while layers are found, so a share is told only where it can be true. */
function amount(current: number, total: number): string {
  if (current <= 0) return "";
  if (total < current) return ` ${bytes(current)}`;
  return ` ${bytes(current)} of ${bytes(total)}, ${Math.floor((100 * current) / total)} %`;
}
