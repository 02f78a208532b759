import { mergedServices } from "../../read/merged-services.ts";
import type { MergedService } from "../../read/merged-services.ts";
import { portPlace } from "../../read/port-place.ts";
import type { Rule } from "../../rule.ts";
import type { Lay, LintSubject } from "../../read/subject.ts";

interface Taken extends MergedService {
  readonly key: string;
  readonly host: number;
  readonly container: number;
}

export const portTwice: Rule = {
  id: "port.given-twice",
  meaning: "two services of one environment publish the same port of the host",
  fix: "give one of them another",
  reads: "models",
  about: "environment",
  check: (subject) =>
    subject.lays.flatMap((lay) => {
      const taken = takenPorts(subject, lay);
      return taken.flatMap(({ service, key, host, container }, index) => {
        const first = taken.slice(0, index).find((other) => other.key === key && other.service !== service);
        if (first === undefined) return [];
        return {
          ...portPlace(subject, lay, service.name, container),
          service: service.name,
          message: `port ${String(host)} of the host is ${first.service.name}'s already`,
          fix: `give ${service.name} or ${first.service.name} another port`,
        };
      });
    }),
};

/** Services with profiles may be meant as alternatives. */
function takenPorts(subject: LintSubject, lay: Lay): readonly Taken[] {
  return mergedServices({ ...subject, lays: [lay] })
    .filter(({ service }) => service.profiles.length === 0)
    .flatMap((merged) =>
      merged.service.ports.flatMap(({ host, container, protocol }) =>
        host === undefined ? [] : [{ ...merged, host, container, key: `${String(host)}/${protocol}` }],
      ),
    );
}
