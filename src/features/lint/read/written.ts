import type { Written } from "../../../core/environment/written.ts";
import type { LintLayer } from "./lint-subject.ts";

export { at, isWritten, listAt, textAt } from "../../../core/environment/written.ts";

interface WrittenService {
  readonly name: string;
  readonly written: Written;
  readonly layer: LintLayer;
}

/** Every service of every file, as each file has it. */
export function writtenServices(layers: readonly LintLayer[]): readonly WrittenService[] {
  return layers.flatMap((layer) =>
    Object.entries(layer.services).map(([name, written]) => ({ name, written, layer })),
  );
}
