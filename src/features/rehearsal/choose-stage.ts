import type { CommandContext } from "../../command/command.ts";
import { confirm } from "../../command/consent.ts";
import type { Run } from "../../command/recorded-run.ts";
import type { Read } from "../../core/environment/problem.ts";
import { findOwnProject, findRunningProject } from "../../core/ownership/running-project.ts";
import type { Prepared } from "../../core/plan/prepare.ts";
import { downSentence } from "../../core/report/words/down.ts";
import type { UpRequest } from "../../core/start/up.ts";
import { takeDown } from "../../core/stop/take-down.ts";
import { readRehearseWith } from "./model/read-rehearse-with.ts";
import type { StandInRequest } from "./model/rehearsal.ts";
import { droppedSentence, notJudgedSentence } from "./words.ts";
import type { ComposeProject } from "../../world/compose/compose.ts";
import type { EngineInfo } from "../../world/engine/engine.ts";

interface Stage {
  readonly stage: UpRequest["stage"];
  /** What a rehearsal does without, in sentences; known once it is staged. */
  readonly dropped: () => readonly string[];
  /** What Compose was told; undefined before it was staged. */
  readonly staged: () => ComposeProject | undefined;
}

interface Staging {
  readonly rehearsal: boolean;
  readonly project: string;
  readonly anyPorts: boolean;
  /** What it tests, where it tests something. */
  readonly target: { readonly rehearsal: boolean } | undefined;
  /** What is asked of the stand-ins. */
  readonly wishes: readonly StandInRequest[];
}

/** What `--rehearse-with` asks of the stand-ins. */
export function wishesOf({ flags }: CommandContext, prepared: Prepared): Read<readonly StandInRequest[]> {
  const names = prepared.loaded.model.services.map(({ name }) => name);
  return readRehearseWith(flags.rehearseWith.join(","), names);
}

/** How what was prepared becomes what is performed: as it is, or with stand-ins in place of the images. */
export function chooseStage({ world, flags }: CommandContext, engine: EngineInfo, about: Staging): Stage {
  let dropped: readonly string[] = [];
  if (!about.rehearsal) {
    const runner: UpRequest["stage"] = async (...given) => {
      const { prepareTestRunner } = await import("./prepare-test-runner.ts");
      return prepareTestRunner(world, flags.rehearseImage)(...given);
    };
    return remembering(about.target?.rehearsal === true ? runner : asItIs, () => []);
  }
  const stage: UpRequest["stage"] = async (prepared, project, asPrepared) => {
    const request = {
      world,
      engine,
      project: about.project,
      requests: about.wishes,
      baseImage: flags.rehearseImage,
      anyPorts: about.anyPorts,
      asPrepared,
    };
    // only a rehearsal makes stand-ins: a real start loads nothing of it
    const { prepareRehearsal } = await import("./prepare-rehearsal.ts");
    const staged = await prepareRehearsal(request, prepared, project);
    if (staged.kind === "ok") {
      dropped = [
        ...staged.value.dropped.map(droppedSentence),
        ...staged.value.notJudged.map(notJudgedSentence),
      ];
    }
    return staged;
  };
  return remembering(stage, () => dropped);
}

const asItIs: UpRequest["stage"] = async (prepared, project) =>
  Promise.resolve({ kind: "ok", value: { prepared, project } });

function remembering(stage: UpRequest["stage"], dropped: Stage["dropped"]): Stage {
  let project: ComposeProject | undefined;
  return {
    stage: async (...given) => {
      const staged = await stage(...given);
      if (staged.kind === "ok") project = staged.value.project;
      return staged;
    },
    dropped,
    staged: () => project,
  };
}

/**
 * A rehearsal holds the very ports that the real start needs: offers to end it first. Declined, the port check says
 * what stands in the way.
 */
export async function endRehearsal(context: CommandContext, run: Run, environment: string): Promise<void> {
  const { world } = context;
  const found = await findRunningProject(context, environment, true);
  if (found.kind === "failed") return;
  const own = await findOwnProject(world, found.value);
  if (own.kind === "failed" || !own.value.containers.some(({ state }) => state === "running")) return;
  const question = `A rehearsal of ${environment} runs and holds its ports. End it, with its volumes?`;
  if (!(await run.renderer.aside(async () => confirm(context, question)))) return;
  const tell: Parameters<typeof takeDown>[2]["tell"] = (step) => {
    const text = downSentence(step);
    if (text !== "") run.tell({ type: "notice", text });
  };
  await takeDown(world, own.value, { tell, graceSeconds: undefined, signal: world.terminal.interrupted });
}
