import * as z from "zod";
import type { World } from "../../../world/world.ts";
import type { Finding } from "../check.ts";
import type { FixAnswer, FixMaker } from "./fixes.ts";

/** Writes a variable to the env file, keeping all else; given by the caller, who knows the file. */
export type SetVariable = (world: World, name: string, value: string) => Promise<FixAnswer>;

const taken = z.object({ variable: z.string(), proposed: z.number(), port: z.number() });

/** Moves a service to the free port that the finding proposes. */
export function fixPort(envFile: string, setVariable: SetVariable): FixMaker {
  return (finding: Finding) => {
    const parsed = taken.safeParse(finding.data);
    if (!["port.in-use", "port.privileged"].includes(finding.id) || !parsed.success) return [];
    const { variable, proposed, port } = parsed.data;
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
