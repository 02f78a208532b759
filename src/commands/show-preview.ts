import type { RemovalDocument } from "../launch/removal-document.ts";
import { paint } from "../report/colour.ts";
import { lookOf } from "../report/look.ts";
import { previewText } from "../report/preview-text.ts";
import { show } from "../report/show.ts";
import type { CommandContext } from "./command.ts";

/** A preview as the command's result, or, where a question follows, on the stream of questions. */
export function showPreview(
  { world, flags }: CommandContext,
  document: RemovalDocument & { readonly toError?: boolean },
): void {
  if (document.toError !== true) {
    show(document, { world, json: flags.json, noColor: !flags.color }, (look) => previewText(document, look));
    return;
  }
  const look = lookOf(world, "err", !flags.color);
  for (const line of previewText(document, look)) world.terminal.err(`${paint(line, look.colour)}\n`);
}
