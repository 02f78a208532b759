import type { AdoptionPlan, StayingVolume } from "./adoption-plan.ts";
import { dumpPredecessor, isWholeDump } from "./dump-predecessor.ts";
import { adoptionTexts } from "./words.ts";
import { commandShown } from "./advice-words.ts";
import type { CommandContext } from "../../../command/command.ts";
import { tellLine, tellCommand } from "../tell-step.ts";

/** Under the folder of the manifest. */
const file = "backups/predecessor-postgres.sql";

/**
 * Saves the rows of a PostgreSQL whose files the new one cannot open, while the old one still runs. What it is called,
 * from the manifest's folder; undefined where there is nothing to save, or it could not be.
 */
export async function saveRows(
  context: CommandContext,
  plan: AdoptionPlan,
  folder: string,
): Promise<string | undefined> {
  const { world } = context;
  const container = plan.stays.find(isOtherPostgres)?.pair?.container;
  const engine = await world.engine.ping(10_000);
  if (container === undefined || engine.kind === "failed") return undefined;
  const path = world.files.resolve(folder, file);
  const work = { world, engine: engine.value, signal: world.terminal.interrupted };
  // an earlier run may have saved them, and stopped it
  if (container.state !== "running") return (await isWholeDump(work, path)) ? file : undefined;
  tellCommand(context, commandShown(container.name, file));
  const answer = await dumpPredecessor(work, container.id, path);
  tellLine(
    context,
    `  ${answer.kind === "ok" ? adoptionTexts.dumped(file, answer.value) : adoptionTexts.notDumped(answer.error)}`,
  );
  return answer.kind === "ok" ? file : undefined;
}

function isOtherPostgres({ why }: StayingVolume): boolean {
  return why.kind.startsWith("postgres-");
}
