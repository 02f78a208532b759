import { modelProgress } from "../words/model.ts";
import { span, type Line } from "../text/span.ts";
import type { Story } from "../run/story.ts";

/** Models on their way; those that arrived are counted in the step's own line. */
export function modelLines({ models }: Story): readonly Line[] {
  return [...models]
    .filter(([, { kind }]) => kind !== "fetched")
    .map(([name, model]) => [
      span(`    ${name}  `),
      span(modelProgress(model), model.kind === "failed" ? "bad" : "dim"),
    ]);
}
