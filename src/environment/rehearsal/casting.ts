import type { ImageFacts } from "../../service/images/image-facts.ts";
import type { ConfigService } from "../config-schema.ts";
import type { LoadedModel } from "../load-model.ts";
import type { Service } from "../model.ts";
import type { RehearsalOptions } from "./rehearsal.ts";

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
