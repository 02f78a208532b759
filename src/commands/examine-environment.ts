import { chooseEnvironment } from "../environment/choose-environment.ts";
import { findManifest } from "../environment/find-manifest.ts";
import { rehearsalOf } from "../environment/name-collisions.ts";
import { unfinishedRestoreCheck } from "../launch/restore/unfinished-check.ts";
import { needsWithoutModel, preflightNeeds } from "../plan/preflight-needs.ts";
import { prepare } from "../plan/prepare.ts";
import { secretCheck } from "../plan/secret-check.ts";
import { environmentChecks } from "../preflight/checks.ts";
import { decideGpu } from "../preflight/gpu-decision.ts";
import { observeGpus } from "../preflight/gpu-query.ts";
import { preflight } from "../preflight/preflight.ts";
import type { CommandContext } from "./command.ts";
import type { Subject, SubjectAnswer } from "./subject.ts";
import { prepareRequest } from "./request.ts";

/** All that an environment asks of this machine. */
export async function examineEnvironment(
  context: CommandContext,
  { lookAtEngine, signal }: Subject,
): Promise<SubjectAnswer> {
  const { world, flags } = context;
  const found = await prepare(world, prepareRequest(context), signal);
  if (found.kind === "problems") return found;
  const prepared = found.value;
  const { name, project } = prepared.environment;
  const { deep, rehearse } = flags;
  const needs = preflightNeeds(prepared, rehearse ? rehearsalOf(project.name) : project.name);
  const checks = [
    ...environmentChecks(needs, { deep, rehearse, lookAtEngine }),
    secretCheck(prepared, { lookAtEngine, rehearse, missing: "told" }),
    unfinishedRestoreCheck({ folder: prepared.environment.workingDirectory, project: needs.project }),
  ];
  const { findings } = await preflight(world, checks, signal);
  return { kind: "examined", environment: name, prepared, gpu: prepared.gpu, findings };
}

/** Where Compose is not there to merge the layers: what the manifest alone says. */
export async function examineWithoutModel(
  { world, words, flags }: CommandContext,
  { lookAtEngine, signal }: Subject,
): Promise<SubjectAnswer> {
  const found = await findManifest(world, world.machine.workingDirectory);
  if (found.kind === "problems") return found;
  const { manifest } = found.value;
  const chosen = chooseEnvironment(manifest, words[0] ?? "", flags);
  if (chosen.kind === "problems") return chosen;
  const { name, definition } = chosen.value;
  const seen =
    definition.gpu === "none" ? { gpus: [], links: [], error: null } : await observeGpus(world, signal);
  const gpu = decideGpu({ ...seen, choice: flags.gpu, need: definition.gpu });
  const about = { project: `${manifest.name}-${name}`, envFile: `.env.${name}`, gpu };
  const { deep, rehearse } = flags;
  const needs = needsWithoutModel(definition, about);
  const checks = environmentChecks(needs, { deep, rehearse, lookAtEngine });
  const { findings } = await preflight(world, checks, signal);
  return { kind: "examined", environment: name, prepared: undefined, gpu, findings };
}
