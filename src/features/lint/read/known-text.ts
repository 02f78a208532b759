import { interpolate } from "../../../core/secrets/env-file/interpolate.ts";
import { variablesIn } from "./variables-in.ts";

/**
 * What a text comes to with these values; undefined where it asks for one that only a start would know, so that it is
 * not ours to judge.
 */
export function knownText(text: string, variables: ReadonlyMap<string, string>): string | undefined {
  const isOpen = variablesIn(text).some(({ name, operator }) => operator === "" && !variables.has(name));
  return isOpen ? undefined : interpolate(text, variables);
}
