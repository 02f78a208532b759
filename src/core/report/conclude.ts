import type { Audience } from "./renderer.ts";
import { githubAnnotations } from "./reporters/github.ts";
import { styleOf, type StreamStyle } from "./text/style.ts";
import { paint } from "./text/colour.ts";
import { problems } from "./problems.ts";
import type { Line } from "./text/span.ts";
import type { Story } from "./run/story.ts";
import { headline, summary } from "./summary/summary.ts";

export interface ConclusionChoice {
  readonly world: Audience;
  readonly verbose: boolean;
  readonly noColor: boolean;
  readonly quiet?: boolean;
}

/** The end of a run: problems to standard error, what came of it to standard output. */
export function conclude(story: Story, { world, verbose, noColor, quiet = false }: ConclusionChoice): void {
  const { terminal, machine } = world;
  const err = styleOf(world, "err", noColor);
  const out = styleOf(world, "out", noColor);
  terminal.err(text(problems(story, err, { verbose, quiet }), err));
  if (machine.environment["GITHUB_ACTIONS"] === "true") terminal.err(githubAnnotations(story));
  terminal.out(text(quiet ? headline(story, out) : summary(story, out), out));
}

function text(lines: readonly Line[], { colour }: StreamStyle): string {
  return lines.map((line) => `${paint(line, colour)}\n`).join("");
}
