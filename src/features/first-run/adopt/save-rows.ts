import type { AdoptionPlan, StayingVolume } from "./adoption-plan.ts";
import { adoptionTexts, commandShown } from "./words.ts";
import type { CommandContext } from "../../../command/command.ts";
import { tellCommand, tellLine } from "../tell-step.ts";
import type { Result } from "../../../world/result.ts";
import { pipeStore } from "../../backup/stores/store-work.ts";
import type { StoreWork } from "../../backup/stores/store-work.ts";

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

/** Of its database alone, and without its owners, which are others in the new one. */
const dumpScript = `u=\${POSTGRES_USER:-postgres}
exec pg_dump --no-owner --no-privileges -U "$u" -d "\${POSTGRES_DB:-$u}"`;

/** The rows of a PostgreSQL that runs, as SQL that any later version reads; in place of an earlier dump. */
async function dumpPredecessor(
  work: StoreWork,
  containerId: string,
  path: string,
): Promise<Result<number, string>> {
  const { files } = work.world;
  await files.makeDirectory(files.dirname(path), 0o700);
  const removed = await files.remove(path);
  if (removed.kind === "failed") return { kind: "failed", error: removed.error.reason };
  const script = { containerId, script: dumpScript, args: [] };
  const answer = await pipeStore(work, script, { output: { path, mode: 0o600, compress: false } });
  if (answer.kind === "failed") return answer;
  if (await isWholeDump(work, path)) return { kind: "ok", value: answer.written?.sizeBytes ?? 0 };
  return { kind: "failed", error: "its end is missing" };
}

const lastWords = "PostgreSQL database dump complete";
const tailBytes = 512;

/** The line that pg_dump ends with is there; one that was cut off is none. */
async function isWholeDump({ world, signal }: StoreWork, path: string): Promise<boolean> {
  if ((await world.files.stat(path)).kind !== "file") return false;
  let tail: Uint8Array = new Uint8Array();
  const scanned = await world.files.scan(path, {
    decompress: false,
    onChunk: (chunk) => (tail = Buffer.concat([tail, chunk.slice(-tailBytes)]).subarray(-tailBytes)),
    signal,
  });
  return scanned.kind === "ok" && new TextDecoder().decode(tail).includes(lastWords);
}
