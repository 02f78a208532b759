import { checkedServices } from "../../checked-services.ts";
import type { Rule } from "../../rule.ts";

/** It exits 0 for `NOAUTH Authentication required` and for `LOADING` as well. */
export const redisPing: Rule = {
  id: "health.redis-ping",
  meaning: "`redis-cli ping` exits 0 whatever it is answered, NOAUTH included",
  fix: "pipe the answer into grep -qx PONG",
  reads: "models",
  about: "environment",
  check: (subject) =>
    checkedServices(subject)
      .filter(({ test }) => isBarePing(test.join(" ")))
      .map(({ service, place }) => ({
        ...place,
        service: service.name,
        message: "the ping exits 0 for an error too, such as NOAUTH: it is always healthy",
        fix: "make it a CMD-SHELL and add `| grep -qx PONG`",
      })),
};

function isBarePing(test: string): boolean {
  return /\b(?:redis|valkey|keydb)-cli\b/u.test(test) && /\bping\b/iu.test(test) && !test.includes("PONG");
}
