import type { ConfigDocument, ConfigService } from "../config-schema.ts";

/** Networks without fixed addresses, and only those secrets and configs that Compose itself can bring. */
export function ownParts(
  written: ConfigService,
  document: ConfigDocument,
): Readonly<Record<string, unknown>> {
  return {
    ...(written.networks ? { networks: withoutAddresses(written.networks) } : {}),
    ...(written.secrets
      ? { secrets: written.secrets.filter(({ source }) => isOwn(document.secrets[source])) }
      : {}),
    ...(written.configs
      ? { configs: written.configs.filter(({ source }) => isOwn(document.configs[source])) }
      : {}),
  };
}

function withoutAddresses(networks: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(networks).map(([key, joined]) => [key, aliasesOf(joined)]));
}

function aliasesOf(joined: unknown): unknown {
  return typeof joined === "object" && joined !== null && "aliases" in joined
    ? { aliases: joined.aliases }
    : null;
}

function isOwn(file: ConfigDocument["secrets"][string] | undefined): boolean {
  return file !== undefined && file.external !== true;
}
