import type { Problem } from "../environment/problem.ts";
import { parseEnvFile } from "../secrets/env-file/parse-env-file.ts";
import { secretPaths } from "../secrets/store/secret-place.ts";
import type { SecretPlace } from "../secrets/store/secret-place.ts";
import type { World } from "../../world/world.ts";

/**
 * What Compose would refuse in the environment's env file, in our own words and before Compose is asked: it would quote
 * the line, and the line may be a secret.
 */
export async function judgeEnvFile(
  { files }: Pick<World, "files">,
  place: SecretPlace,
): Promise<readonly Problem[]> {
  const path = secretPaths(files, place).envFile;
  const content = await files.read(path);
  if (content.kind !== "text") return [];
  const file = files.basename(path);
  if (content.text.includes("\0")) {
    const message = "this is no UTF-8 text, perhaps UTF-16; Compose cannot read it";
    return [{ message, fix: `save ${file} as UTF-8`, file, line: 1, inEnvFile: true }];
  }
  return parseEnvFile(content.text)
    .problems.filter(({ refused }) => refused)
    .map(({ line, message }) => ({
      message,
      fix: `edit ${file}, line ${line}`,
      file,
      line,
      inEnvFile: true,
    }));
}
