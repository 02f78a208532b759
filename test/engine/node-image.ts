import { ensureImage } from "./debian-images.ts";

/** Debian's Node, where no registry can be reached: runs what it is told. */
export const node = "stack-test/node:1";

export function ensureNode(): Promise<void> {
  return ensureImage(node, ["nodejs"], '#!/bin/sh\nexec "$@"\n');
}
