import { placeOf } from "../read/place-of.ts";
import type { Rule } from "../rule.ts";
import { fixedNames, replicasIn } from "../fixed-names.ts";
import type { Lay } from "../read/subject.ts";

export const refused: Rule = {
  id: "compose.refused",
  meaning: "`docker compose config` does not accept the layers together",
  fix: "correct what it names",
  reads: "models",
  about: "environment",
  check: (subject) =>
    subject.lays.flatMap((lay) => {
      if (lay.merged.kind !== "refused" || isKnown(lay)) return [];
      const { message } = lay.merged;
      const [, service = null, key] =
        /services\.([\w.-]+?)\.(\w+)\b/u.exec(message) ?? /[Ss]ervice "?([\w-]+)"?/u.exec(message) ?? [];
      const place =
        service === null
          ? { file: lay.layers.at(-1)?.file ?? "", line: null }
          : placeOf(subject, lay, service, key === undefined ? [] : [key]);
      return { ...place, service, message, fix: "correct the layer it names, then `stack lint` again" };
    }),
};

/** Said better by the rule on replicas with a fixed name. */
function isKnown(lay: Lay): boolean {
  return fixedNames(lay.layers).some(({ service }) => replicasIn([lay], service) > 1);
}
