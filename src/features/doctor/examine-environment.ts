import { chooseEnvironment } from "../../core/environment/choose-environment.ts";
import { findManifest } from "../../core/environment/find-manifest.ts";
import { rehearsalOf } from "../../core/environment/name-collisions.ts";
import { unfinishedRestoreCheck } from "../backup/restore/unfinished-check.ts";
import { needsWithoutModel, preflightNeeds } from "../../core/plan/preflight-needs.ts";
import { prepare } from "../../core/plan/prepare.ts";
import { secretCheck } from "../../core/plan/secret-check.ts";
import { environmentChecks } from "../../core/preflight/checks.ts";
import { decideGpu } from "../../core/preflight/gpu/gpu-decision.ts";
import { observeGpus } from "../../core/preflight/gpu/gpu-query.ts";
import { preflight } from "../../core/preflight/preflight.ts";
import type { CommandContext } from "../../command/command.ts";
import type { Subject, SubjectAnswer } from "./examined-environment.ts";
import { prepareRequest } from "../../command/request.ts";

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
