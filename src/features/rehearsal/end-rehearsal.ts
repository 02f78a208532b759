import { takeDown } from "../../core/stop/take-down.ts";
import { findOwnProject, findRunningProject } from "../../core/ownership/running-project.ts";
import { downSentence } from "../../core/report/words/down.ts";
import type { CommandContext } from "../../command/command.ts";
import { confirm } from "../../command/consent.ts";
import type { Run } from "../../command/recorded-run.ts";

/**
 * A rehearsal holds the very ports that the real start needs: offers to end it first. Declined, the port check says
 * what stands in the way.
 */
export async function endRehearsal(context: CommandContext, run: Run, environment: string): Promise<void> {
  const { world } = context;
  const found = await findRunningProject(world, environment, true);
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
