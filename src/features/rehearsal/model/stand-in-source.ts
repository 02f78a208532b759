import type { ConfigService } from "../../../core/environment/config-schema.ts";
import type { LoadedModel } from "../../../core/environment/load-model.ts";
import type { Service } from "../../../core/environment/model.ts";
import type { ImageFacts } from "../../../core/images/image-facts.ts";
import type { Dropped, RehearsalOptions } from "./rehearsal.ts";

/** Everything one service's part of the rehearsal is made from. */
export interface StandInSource {
  readonly service: Service;
  /** As `config` wrote it, `$` doubled. */
  readonly written: ConfigService;
  readonly facts: ImageFacts | undefined;
  readonly model: LoadedModel["model"];
  readonly document: LoadedModel["document"];
  readonly options: RehearsalOptions;
}

/** One part of the rehearsal's file, with what had to go from the real one. */
export interface RewrittenPart {
  readonly written: Readonly<Record<string, unknown>>;
  readonly dropped: readonly Dropped[];
}
