import type { Result } from "../../../world/result.ts";
import type { PostgresPart } from "../save/backup-manifest.ts";
import { failed } from "../../../world/result.ts";
import { queryScript, restoreScript } from "../stores/postgres-script.ts";
import { askStore, pipeStore } from "../stores/store-work.ts";
import type { StoreWork } from "../stores/store-work.ts";
import type { RestoreAnswer, RestoreTarget } from "./restore-answer.ts";

/** Puts the dump in the place of what is there, and counts every table's rows again. */
export async function restorePostgres(
  work: StoreWork,
  part: PostgresPart,
  { containerId, folder }: RestoreTarget,
): Promise<RestoreAnswer> {
  const path = work.world.files.resolve(folder, part.file);
  const piped = await pipeStore(
    work,
    { containerId, script: restoreScript, args: [] },
    { input: { path, decompress: true } },
  );
  if (piped.kind === "failed") return failed(`psql: ${piped.error}`);
  const wrong: string[] = [];
  for (const database of new Set(part.tables.map((each) => each.database))) {
    const tables = part.tables.filter((each) => each.database === database);
    const counted = await countRows(work, {
      containerId,
      database,
      tables: tables.map(({ table }) => table),
    });
    if (counted.kind === "failed") return failed(`psql: ${counted.error}`);
    for (const [index, { table, rows }] of tables.entries()) {
      const found = counted.value[index];
      if (found !== rows)
        wrong.push(`${database}: ${table} has ${String(found)} rows, the backup ${String(rows)}`);
    }
  }
  if (wrong.length > 0) return failed(wrong.join("; "));
  const total = part.tables.reduce((sum, { rows }) => sum + rows, 0);
  return { kind: "ok", value: `${String(total)} rows in ${String(part.tables.length)} tables` };
}

interface Counting {
  readonly containerId: string;
  readonly database: string;
  readonly tables: readonly string[];
}

type Counted = Result<readonly (number | undefined)[], string>;

/** Each table for itself, its partitions not included: as the dump has them. */
async function countRows(work: StoreWork, { containerId, database, tables }: Counting): Promise<Counted> {
  const lines = tables.map((table, index) => `select ${String(index)}, count(*) from only ${table};`);
  const args = [`dbname='${database.replaceAll(/['\\]/gu, String.raw`\$&`)}'`];
  const answer = await askStore(work, { containerId, script: queryScript, args }, `${lines.join("\n")}\n`);
  if (answer.kind === "failed") return answer;
  const counts = new Map(
    answer.value.stdout
      .trim()
      .split("\n")
      .map((line) => line.split("|").map(Number))
      .map(([index = -1, count = -1]) => [index, count] as const),
  );
  return { kind: "ok", value: tables.map((_, index) => counts.get(index)) };
}
