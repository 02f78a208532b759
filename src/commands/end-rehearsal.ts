import { takeDown } from "../launch/down.ts";
import { projectLabel } from "../launch/running-project.ts";
import { downSentence } from "../report/phrases/down.ts";
import type { CommandContext } from "./command.ts";
import { confirm } from "./confirm.ts";
import type { Run } from "./run.ts";

/**
 * A rehearsal holds the very ports that the real start needs: offers to end it first. Declined, the port check says
 * what stands in the way.
 */
export async function endRehearsal(
  context: CommandContext,
  run: Run,
  about: { readonly environment: string; readonly project: string },
): Promise<void> {
  const { world } = context;
  const project = `${about.project}-rehearsal`;
  const listed = await world.engine.containers({ project });
  if (listed.kind === "failed" || !listed.value.some(({ state }) => state === "running")) return;
  const question = `A rehearsal of ${about.environment} runs and holds its ports. End it, with its volumes?`;
  if (!(await run.renderer.aside(async () => confirm(context, question)))) return;
  const containers = listed.value.filter(({ labels }) => labels[projectLabel] === project);
  await takeDown(world, { ...about, project, rehearsal: true, containers }, (step) => {
    const text = downSentence(step);
    if (text !== "") run.tell({ type: "notice", text });
  });
}
