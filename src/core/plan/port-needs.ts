import * as z from "zod";
import { rehearsalOf } from "../environment/name-collisions.ts";
import type { YamlSource } from "../environment/yaml-source.ts";
import { portVariables, wantedPorts } from "../preflight/port/wanted-ports.ts";
import type { PortNeeds, Sibling } from "../preflight/port/wanted-ports.ts";
import type { Prepared } from "./prepare.ts";

/** What the port check needs to know of a plan: its ports, the variables behind them, and the family. */
export function portNeeds(prepared: Prepared, project: string): PortNeeds {
  const variables = variablesOf(prepared.loaded.layers);
  return {
    project,
    ports: wantedPorts(prepared.services, (service, port) => variables.get(service)?.get(port)),
    siblings: siblings(prepared).filter((sibling) => sibling.project !== project),
    envFile: prepared.environment.envFile,
  };
}

const portsSchema = z.looseObject({
  services: z.record(z.string(), z.looseObject({ ports: z.array(z.unknown()).nullish() })).default({}),
});

function variablesOf(layers: readonly YamlSource[]): ReadonlyMap<string, ReadonlyMap<number, string>> {
  const found = new Map<string, ReadonlyMap<number, string>>();
  for (const layer of layers) {
    const parsed = portsSchema.safeParse(layer.value);
    if (!parsed.success) continue;
    for (const [service, { ports }] of Object.entries(parsed.data.services)) {
      found.set(service, new Map([...(found.get(service) ?? []), ...portVariables(ports ?? [])]));
    }
  }
  return found;
}

function siblings({ environment }: Prepared): readonly Sibling[] {
  const { manifest } = environment;
  const names = Object.keys(manifest.environments);
  return names.flatMap((other) => {
    const real = { project: `${manifest.name}-${other}`, name: other, stop: `stack down ${other}` };
    // a project of that name is then an environment of its own
    if (names.includes(rehearsalOf(other))) return [real];
    return [
      real,
      {
        project: rehearsalOf(real.project),
        name: `the rehearsal of ${other}`,
        stop: `stack down ${other} --rehearse`,
      },
    ];
  });
}
