import { nearest } from "../../../../core/environment/nearest.ts";
import type { Rule } from "../../rule.ts";

export const unknownSecretService: Rule = {
  id: "secret.unknown-service",
  meaning: "a secret is for a service that no layer has",
  fix: "correct the name in services:",
  reads: "files",
  about: "manifest",
  check: ({ manifestSource, secrets, layers }) => {
    const known = new Set(layers.flatMap(({ services }) => Object.keys(services)));
    return Object.entries(secrets).flatMap(([name, { services = [] }]) =>
      services.flatMap((service, index) => {
        if (known.has(service)) return [];
        const meant = nearest(service, [...known]);
        return {
          file: manifestSource.file,
          line: manifestSource.lineOf(["secrets", name, "services", index]) ?? null,
          service: null,
          message: `${name} is for "${service}", and no layer has such a service`,
          fix: meant === undefined ? `remove "${service}"` : `did you mean "${meant}"?`,
        };
      }),
    );
  },
};
