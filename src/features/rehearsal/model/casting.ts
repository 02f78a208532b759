import type { ConfigService } from "../../../core/environment/config-schema.ts";
import type { LoadedModel } from "../../../core/environment/load-model.ts";
import type { Service } from "../../../core/environment/model.ts";
import type { ImageFacts } from "../../../core/images/image-facts.ts";
import type { Dropped, RehearsalOptions } from "./rehearsal.ts";
import { whyNotFile } from "./rehearse-mounts.ts";

/** Everything one service's part of the rehearsal is made from. */
export interface Casting {
  readonly service: Service;
  /** As `config` wrote it, `$` doubled. */
  readonly written: ConfigService;
  readonly facts: ImageFacts | undefined;
  readonly model: LoadedModel["model"];
  readonly document: LoadedModel["document"];
  readonly options: RehearsalOptions;
}

/** One part of the rehearsal's file, with what had to go from the real one. */
export interface Part {
  readonly written: Readonly<Record<string, unknown>>;
  readonly dropped: readonly Dropped[];
}

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
