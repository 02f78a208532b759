import type { LintLayer } from "./lint-subject.ts";
import { variablesIn } from "./variables-in.ts";
import { at, isWritten, listAt, textAt, writtenServices } from "./written.ts";

/** Every variable that these files look up: in a text, or handed through by its bare name. */
export function variablesUsed(layers: readonly LintLayer[]): ReadonlySet<string> {
  const inTexts = layers.flatMap(({ source }) =>
    source.texts().flatMap(({ text }) => variablesIn(text).map(({ name }) => name)),
  );
  const inServices = writtenServices(layers).flatMap(({ written }) => [
    ...handedThrough(at(written, ["environment"])),
    ...handedThrough(at(written, ["build", "args"])),
  ]);
  const inFiles = layers.flatMap(({ source }) =>
    ["secrets", "configs"].flatMap((kind) => namedAsSource(at(source.value, [kind]))),
  );
  return new Set([...inTexts, ...inServices, ...inFiles]);
}

/** `- NAME` of a list, `NAME:` of a map: the value is that of Compose's own variable of this name. */
function handedThrough(written: unknown): readonly string[] {
  if (isWritten(written)) {
    return Object.entries(written).flatMap(([name, value]) => (value === null ? [name] : []));
  }
  return listAt(written, []).flatMap((entry) =>
    typeof entry === "string" && !entry.includes("=") ? [entry] : [],
  );
}

/** `secrets: { token: { environment: NAME } }`. */
function namedAsSource(written: unknown): readonly string[] {
  return isWritten(written)
    ? Object.values(written).flatMap((entry) => textAt(entry, ["environment"]) ?? [])
    : [];
}
