import * as z from "zod";
import type { YamlSource } from "../environment/yaml-source.ts";
import { portVariables, wantedPorts } from "../preflight/wanted-ports.ts";
import type { PortNeeds, Sibling } from "../preflight/wanted-ports.ts";
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
  const { name, environments } = environment.manifest;
  return Object.keys(environments).flatMap((other) => [
    { project: `${name}-${other}`, name: other, stop: `stack down ${other}` },
    {
      project: `${name}-${other}-rehearsal`,
      name: `the rehearsal of ${other}`,
      stop: `stack down ${other} --rehearse`,
    },
  ]);
}
