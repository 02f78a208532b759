import type { Words } from "../../events/launch-context.ts";
import { commands, type Target } from "./commands.ts";
import { describeFailure } from "./failure.ts";
import { heldSecretsSentence } from "./held-secrets.ts";
import { listing } from "./lists.ts";

/** The wording a launch needs for what it tells as text. */
export function launchWords(target: Target): Words {
  return {
    failure: (reason, service, silent) => describeFailure(reason, service, target, silent),
    skipped: (because) =>
      because === ""
        ? "was not started: the run ended before its turn"
        : `was not started: it needs ${because}`,
    orphans: (containers) =>
      `${listing(containers)} ${containers.length === 1 ? "belongs to a service that is" : "belong to services that are"} no longer in these files: left alone (\`docker rm -f ${containers.join(" ")}\` removes ${containers.length === 1 ? "it" : "them"})`,
    stillStops: (services) =>
      `${listing(services)} ${services.length === 1 ? "is" : "are"} still being stopped by the engine, as it was told before: waited for, and then started again`,
    vacuousCheck: (check) => `has a health check that cannot fail (${check}), so it counts as none`,
    opensNoPort,
    waitsForSecrets: (holder) => heldSecretsSentence(target.environment, holder),
    storeRefuses: ({ secret, service, volume }) =>
      `${service} refuses ${secret}: its volume ${volume} was made with another one; put the old value back, or give both a new one: ${commands.rotate(target, secret)}`,
    notWaitedFor: (awaited) =>
      `is still starting, not waited for${awaited === "" ? "" : `: ${awaited} has not answered yet`}`,
    stillStarting: (awaited) =>
      awaited === ""
        ? "is still being started by the engine"
        : `is still starting: ${awaited} has not answered yet`,
  };
}

/** As it follows a service's name. */
export function opensNoPort(ports: readonly number[]): string {
  const which =
    ports.length === 1
      ? "does not open the port that it declares"
      : "opens none of the ports that it declares";
  return `${which} (${listing(ports.map(String), 6)}), so nothing says that it works`;
}
