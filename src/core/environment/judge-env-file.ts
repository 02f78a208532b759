import type { Problem } from "./problem.ts";
import { parseEnvFile } from "../secrets/env-file/parse-env-file.ts";
import type { World } from "../../world/world.ts";

/**
 * What Compose would refuse in an env file, in our own words and before Compose is asked: it would quote the line, and
 * the line may be a secret.
 */
export async function judgeEnvFile(
  { files }: Pick<World, "files">,
  path: string,
  shownAs = files.basename(path),
): Promise<readonly Problem[]> {
  const content = await files.read(path);
  if (content.kind !== "text") return [];
  if (content.text.includes("\0")) {
    const message = "this is no UTF-8 text, perhaps UTF-16; Compose cannot read it";
    return [{ message, fix: `save ${shownAs} as UTF-8`, file: shownAs, line: 1, inEnvFile: true }];
  }
  return parseEnvFile(content.text)
    .problems.filter(({ refused }) => refused)
    .map(({ line, message }) => ({
      message,
      fix: `edit ${shownAs}, line ${String(line)}`,
      file: shownAs,
      line,
      inEnvFile: true,
    }));
}
