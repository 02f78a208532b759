import type { Look } from "./look.ts";
import { span, type Line } from "./span.ts";
import { clipLine } from "./width.ts";

const most = 12;

/** The last lines of a service's log, set off by a bar; all that came only where details are wanted. */
export function logTail(
  lines: readonly string[],
  { width, symbols }: Look,
  verbose: boolean,
): readonly Line[] {
  const shown = verbose ? lines : lines.slice(-most);
  return shown.map((text) =>
    clipLine([span(`  ${symbols.pipe} `, "dim"), span(text)], width, symbols.ellipsis),
  );
}
