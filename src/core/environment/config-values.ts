import type { ConfigFile } from "./config-schema.ts";
import type { ModelFile } from "./model.ts";

export function definedTexts(
  texts: Readonly<Record<string, string | null | undefined>> | null | undefined,
): Readonly<Record<string, string>> {
  const entries = Object.entries(texts ?? {}).flatMap(([key, value]) =>
    typeof value === "string" ? [[key, value]] : [],
  );
  return Object.fromEntries(entries);
}

export function fileKind(written: ConfigFile): ModelFile["kind"] {
  if (written.external === true) return "external";
  if (written.environment !== undefined) return "environment";
  return written.content === undefined ? "file" : "content";
}
