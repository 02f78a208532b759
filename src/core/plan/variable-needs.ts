import * as z from "zod";
import type { Prepared } from "./prepare.ts";

/** Every variable that the layers or the secrets of this environment use, by name. */
export function variableNeeds({ loaded, specs }: Prepared): readonly string[] {
  return [...new Set([...loaded.layers.flatMap(({ value }) => variablesIn(value)), ...Object.keys(specs)])];
}

/** Of a layer, or of any part of one. */
export function variablesIn(value: unknown): readonly string[] {
  return [...textsIn(value).flatMap(interpolated), ...handedThrough(value)];
}

/** `$NAME`, `${NAME}`, `${NAME:-${OTHER}}`; `$$` is a dollar sign and nothing else. */
export function interpolated(text: string): readonly string[] {
  return [...text.replaceAll("$$", "").matchAll(/\$\{?([A-Za-z_]\w*)/gu)].flatMap(([, name]) => name ?? []);
}

function textsIn(value: unknown): readonly string[] {
  if (typeof value === "string") return [value];
  if (typeof value !== "object" || value === null) return [];
  return Object.values(value).flatMap(textsIn);
}

const environmentSchema = z.looseObject({
  services: z.record(z.string(), z.looseObject({ environment: z.unknown() })).catch({}),
});

/** A name without a value (`environment: [HF_TOKEN]`) takes the variable's. */
function handedThrough(value: unknown): readonly string[] {
  const parsed = environmentSchema.safeParse(value);
  if (!parsed.success) return [];
  return Object.values(parsed.data.services).flatMap(({ environment }) => namesAlone(environment));
}

function namesAlone(environment: unknown): readonly string[] {
  if (Array.isArray(environment)) return environment.map(String).filter((entry) => /^\w+$/u.test(entry));
  if (typeof environment !== "object" || environment === null) return [];
  return Object.entries(environment).flatMap(([name, value]) => (value === null ? [name] : []));
}
