import type { World } from "../../../world/world.ts";
import type { Finding } from "../check.ts";
import type { FixAnswer, FixMaker } from "./fixes.ts";

/** Generates what is missing and leaves the rest; given by the caller, who knows which secrets there are. */
export type GenerateSecrets = (world: World) => Promise<FixAnswer>;

/** Generates missing secrets when one of these findings says that some are. */
export function fixSecrets(
  findingIds: readonly string[],
  where: string,
  generate: GenerateSecrets,
): FixMaker {
  return (finding: Finding) =>
    findingIds.includes(finding.id)
      ? [
          {
            id: "secrets",
            title: "generate the secrets that are missing",
            preview: [`new random values in ${where}; what is there stays`],
            undo: `remove the new lines from ${where}, before the first start`,
            finding,
            apply: generate,
          },
        ]
      : [];
}
