import type { RemovalDocument } from "../core/stop/removal-document.ts";
import { paint } from "../core/report/text/colour.ts";
import { lookOf } from "../core/report/text/look.ts";
import { previewText } from "../core/report/preview-text.ts";
import { show } from "../core/report/show.ts";
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
