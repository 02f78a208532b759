import type { Casting } from "./casting.ts";
import { whyNotFile } from "./rehearse-mounts.ts";

/** Networks without fixed addresses, and only those secrets and configs that the rehearsal has. */
export function ownParts({ written, document, options }: Casting): Readonly<Record<string, unknown>> {
  const { sources } = options;
  const secrets = written.secrets?.filter(({ source }) => !whyNotFile(document.secrets[source], sources));
  const configs = written.configs?.filter(({ source }) => !whyNotFile(document.configs[source], sources));
  return {
    ...(written.networks ? { networks: withoutAddresses(written.networks) } : {}),
    ...(secrets === undefined ? {} : { secrets }),
    ...(configs === undefined ? {} : { configs }),
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
