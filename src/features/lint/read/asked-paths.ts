import type { HttpPortFacts } from "../../../core/images/image-facts.ts";
import type { CheckedService } from "../checked-services.ts";
import { portsOf } from "./merge-variants.ts";
import { isOwnHost, targetsIn } from "./targets-in.ts";

interface AskedPath {
  readonly path: string;
  readonly facts: HttpPortFacts;
}

/** Which paths of its own a health check asks, with what is known of that port. */
export function askedPaths({ service, test, facts }: CheckedService): readonly AskedPath[] {
  if (facts === undefined) return [];
  const ports = portsOf(service, facts);
  return targetsIn(test).flatMap(({ host, port, path }) => {
    const listening = ports.find((each) => each.port === port)?.facts;
    if (path === undefined || listening?.speaks !== "http" || !isOwnHost(host)) return [];
    return [{ path: path.length > 1 ? path.replace(/\/$/u, "") : path, facts: listening }];
  });
}
