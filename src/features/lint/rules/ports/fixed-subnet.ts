import { placeIn } from "../../read/place-of.ts";
import type { Rule } from "../../rule.ts";
import { at, isWritten, listAt, textAt } from "../../read/written.ts";

export const fixedSubnet: Rule = {
  id: "network.fixed-subnet",
  meaning: "a fixed subnet: no second environment beside it, and a clash with whatever else has it",
  fix: "remove ipam; services reach one another by name",
  reads: "files",
  about: "environment",
  check: ({ layers }) =>
    layers.flatMap((layer) => {
      const networks = at(layer.source.value, ["networks"]);
      return Object.keys(isWritten(networks) ? networks : {}).flatMap((name) =>
        listAt(networks, [name, "ipam", "config"]).flatMap((config, index) => {
          const subnet = textAt(config, ["subnet"]);
          if (subnet === undefined) return [];
          return {
            ...placeIn(layer, ["networks", name, "ipam", "config", String(index), "subnet"]),
            service: null,
            message: isPublic(subnet)
              ? `${subnet} is public address space: whoever has it on the Internet is out of reach`
              : `${subnet} is fixed: a second environment, or another network of the host, cannot have it`,
            fix: "remove `ipam`, and let the engine choose",
          };
        }),
      );
    }),
};

/** Not one of the ranges of RFC 1918, of RFC 6598 or of IPv6's unique local addresses. */
function isPublic(subnet: string): boolean {
  return !/^(?:10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.|f[cd][0-9a-f]{2}:)/iu.test(
    subnet,
  );
}
