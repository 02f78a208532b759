import type { QdrantPart } from "../save/backup-manifest.ts";
import { countPoints } from "../save/qdrant-snapshots.ts";
import { failed } from "../../../world/result.ts";
import { collectionPath, doneAnswer } from "../stores/qdrant-answers.ts";
import { askQdrant } from "../stores/qdrant-client.ts";
import { removeScript, writeScript } from "../stores/qdrant-script.ts";
import { collectText } from "../stores/collect-text.ts";
import { askStore, pipeStore } from "../stores/store-work.ts";
import type { StoreWork } from "../stores/store-work.ts";
import type { RestoreAnswer, RestoreTarget } from "./restore-answer.ts";

/** Lets Qdrant recover a collection from its snapshot, gives it its aliases again, and counts the points. */
export async function restoreQdrant(
  work: StoreWork,
  part: QdrantPart,
  { containerId, folder }: RestoreTarget,
): Promise<RestoreAnswer> {
  const { collection, file, points } = part;
  const path = work.world.files.resolve(folder, file);
  const where = collectText();
  const script = { containerId, script: writeScript, args: [collection, file] };
  const sent = await pipeStore(work, script, { input: { path, decompress: false }, onChunk: where.write });
  if (sent.kind === "failed") return failed(`Qdrant: ${sent.error}`);
  const recovered = await askQdrant(
    work,
    containerId,
    {
      method: "PUT",
      path: `${collectionPath(collection)}/snapshots/recover?wait=true`,
      body: { location: `file://${where.text().trim()}`, priority: "snapshot" },
    },
    doneAnswer,
  );
  await askStore(work, { ...script, script: removeScript });
  if (recovered.kind === "failed") return failed(`Qdrant: ${recovered.error}`);
  const aliased = await giveAliases(work, part, containerId);
  if (aliased !== undefined) return failed(`Qdrant: ${aliased}`);
  const found = await countPoints(work, containerId, collection);
  if (found.kind === "failed") return failed(`Qdrant: ${found.error}`);
  if (found.value < points.least || found.value > points.most) {
    return failed(`${collection} has ${String(found.value)} points, the backup ${String(points.least)}`);
  }
  return { kind: "ok", value: `${String(found.value)} points in ${collection}` };
}

async function giveAliases(
  work: StoreWork,
  { aliases, collection }: QdrantPart,
  containerId: string,
): Promise<string | undefined> {
  if (aliases.length === 0) return undefined;
  const actions = aliases.map((alias) => ({
    create_alias: { alias_name: alias, collection_name: collection },
  }));
  const request = { method: "POST", path: "/collections/aliases", body: { actions } } as const;
  const answer = await askQdrant(work, containerId, request, doneAnswer);
  return answer.kind === "failed" ? answer.error : undefined;
}
