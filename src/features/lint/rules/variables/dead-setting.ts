import { parseImageReference } from "../../../../core/images/image-reference.ts";
import { invocationOf, mergedServices } from "../../read/merged-services.ts";
import { placeOf } from "../../read/place-of.ts";
import type { Rule } from "../../rule.ts";
import { deadSettings } from "../../dead-settings.ts";

export const deadSetting: Rule = {
  id: "setting.without-effect",
  meaning: "a setting that the program no longer knows, or takes for something else",
  fix: "what stands in its place",
  reads: "models",
  about: "environment",
  check: (subject) =>
    mergedServices(subject).flatMap(({ service, lay }) => {
      const { path } = parseImageReference(service.image ?? "");
      const { argv, environment } = invocationOf(service);
      return deadSettings
        .filter(({ image }) => image.test(path))
        .flatMap(({ variable, flag, why, instead }) => {
          const set = [
            ...Object.keys(environment)
              .filter((name) => variable?.test(name) === true)
              .map((name) => ({ name, at: ["environment", name] })),
            ...argv
              .filter((word) => flag !== undefined && (word === flag || word.startsWith(`${flag}=`)))
              .map((name) => ({ name, at: ["command"] })),
          ];
          return set.map(({ name, at }) => ({
            ...placeOf(subject, lay, service.name, at),
            service: service.name,
            message: `${name}: ${why}`,
            fix: instead,
          }));
        });
    }),
};
