import { applications } from "./applications.ts";
import { dataStores } from "./data-stores.ts";
import { elastic } from "./elastic.ts";
import type { ImageFacts } from "./image-facts.ts";
import { modelServers } from "./model-servers.ts";
import { observability } from "./observability.ts";
import { testTools } from "./test-tools.ts";

/** The one table of what images have. An image that is not in it is unknown, and said to be. */
export const knownImages: readonly ImageFacts[] = [
  ...dataStores,
  ...modelServers,
  ...applications,
  ...observability,
  ...elastic,
  ...testTools,
];
