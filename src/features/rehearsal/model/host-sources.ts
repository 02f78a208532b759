import type { ConfigDocument } from "../../../core/environment/config-schema.ts";

/** The host paths that a rehearsal has to look at before it can decide: of mounts, secrets and configs. */
export function hostSources({ services, secrets, configs }: ConfigDocument): readonly string[] {
  const mounts = Object.values(services).flatMap(({ volumes }) => volumes ?? []);
  const bound = mounts.flatMap(({ type, source }) => (type === "bind" ? (source ?? []) : []));
  const files = [...Object.values(secrets), ...Object.values(configs)].flatMap(({ file }) => file ?? []);
  return [...new Set([...bound, ...files])];
}
