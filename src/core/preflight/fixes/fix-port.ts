import type { World } from "../../../world/world.ts";
import type { Finding } from "../check.ts";
import { dataOf } from "../finding-data.ts";
import type { FixAnswer, FixMaker } from "./fixes.ts";

/** Writes a variable to the env file, keeping all else; given by the caller, who knows the file. */
export type SetVariable = (world: World, name: string, value: string) => Promise<FixAnswer>;

/** Moves a service to the free port that the finding proposes. */
export function fixPort(envFile: string, setVariable: SetVariable): FixMaker {
  return (finding: Finding) => {
    const taken = dataOf(finding, "port.in-use") ?? dataOf(finding, "port.privileged");
    if (taken === undefined) return [];
    const { variable, proposed, port } = taken;
    if (variable === null || proposed === null) return [];
    return [
      {
        id: `port:${variable}`,
        title: `use port ${proposed} instead of ${port}`,
        preview: [`${variable}=${proposed} in ${envFile}`],
        undo: `remove ${variable} from ${envFile}, or set it to ${port}`,
        finding,
        apply: async (world) => setVariable(world, variable, String(proposed)),
      },
    ];
  };
}
