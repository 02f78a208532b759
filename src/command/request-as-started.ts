import { readStartedWith } from "../core/journal/state-files.ts";
import type { ProjectPlace } from "../core/journal/state-files.ts";
import type { PrepareRequest } from "../core/plan/prepare.ts";
import { isSecretName } from "../core/secrets/check/placeholder.ts";
import type { CommandContext } from "./command.ts";
import { prepareRequest } from "./request.ts";

/** The environment as it was last started; what the command line says itself counts more. */
export async function requestAsStarted(
  context: CommandContext,
  { environment, folder, project }: ProjectPlace & { readonly environment: string },
): Promise<PrepareRequest> {
  const given = { ...prepareRequest(context), environment };
  const started = await readStartedWith(context.world, { folder, project });
  if (started === undefined) return given;
  // what `--set` once brought may come back in somebody's complaint
  const brought = Object.entries(started.set).flatMap(([name, value]) => (isSecretName(name) ? [value] : []));
  context.learnSecrets(brought);
  return {
    ...given,
    gpu: given.gpu === "auto" ? started.gpu : given.gpu,
    profiles: given.profiles.length > 0 ? given.profiles : started.profiles,
    extraFiles: given.extraFiles.length > 0 ? given.extraFiles : started.extraFiles,
    set: { ...started.set, ...given.set },
  };
}
