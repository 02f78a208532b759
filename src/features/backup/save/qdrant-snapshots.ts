import {
  aliasesAnswer,
  collectionPath,
  collectionsAnswer,
  countAnswer,
  snapshotAnswer,
} from "../stores/qdrant-answers.ts";
import { askQdrant } from "../stores/qdrant-client.ts";
import type { QdrantAnswer } from "../stores/qdrant-client.ts";
import { readScript, removeScript } from "../stores/qdrant-script.ts";
import { askStore, pipeStore } from "../stores/store-work.ts";
import type { StoreWork } from "../stores/store-work.ts";
import type { BackupPart, QdrantPart } from "./backup-manifest.ts";
import { failed } from "../../../world/result.ts";
import type { SaveAnswer } from "./backup-manifest.ts";
import type { StoreSource } from "./store-source.ts";

/** A snapshot of every collection, made by Qdrant itself, fetched, and taken away again where it was made. */
export async function snapshotQdrant(work: StoreWork, source: StoreSource): Promise<SaveAnswer> {
  const { containerId } = source;
  const [collections, aliases] = await Promise.all([
    askQdrant(work, containerId, { method: "GET", path: "/collections" }, collectionsAnswer),
    askQdrant(work, containerId, { method: "GET", path: "/aliases" }, aliasesAnswer),
  ]);
  if (collections.kind === "failed") return failed(`Qdrant: ${collections.error}`);
  if (aliases.kind === "failed") return failed(`Qdrant: ${aliases.error}`);
  const parts: BackupPart[] = [];
  for (const [index, { name }] of collections.value.result.collections.entries()) {
    const saved = await snapshotCollection(work, source, {
      collection: name,
      file: `${source.service}-${String(index + 1)}.snapshot`,
    });
    if (saved.kind === "failed") return failed(`Qdrant: ${name}: ${saved.error}`);
    const own = aliases.value.result.aliases.filter((alias) => alias.collection_name === name);
    parts.push({ ...saved.value, aliases: own.map((alias) => alias.alias_name) });
  }
  return { kind: "ok", value: parts };
}

interface Wanted {
  readonly collection: string;
  readonly file: string;
}

async function snapshotCollection(
  work: StoreWork,
  source: StoreSource,
  { collection, file }: Wanted,
): Promise<QdrantAnswer<QdrantPart>> {
  const { containerId, service } = source;
  const path = collectionPath(collection);
  const before = await countPoints(work, containerId, collection);
  if (before.kind === "failed") return before;
  const request = { method: "POST", path: `${path}/snapshots?wait=true` } as const;
  const made = await askQdrant(work, containerId, request, snapshotAnswer);
  if (made.kind === "failed") return made;
  const { name, checksum } = made.value.result;
  const fetched = await fetchSnapshot(work, source, { collection, file, name });
  await askStore(work, { containerId, script: removeScript, args: [collection, name] });
  if (fetched.kind === "failed") return fetched;
  const { sizeBytes, sha256 } = fetched.value;
  if (checksum && checksum !== sha256) return failed(`${file} is not the snapshot that was made`);
  const after = await countPoints(work, containerId, collection);
  if (after.kind === "failed") return after;
  const counts = [before.value, after.value];
  const points = { least: Math.min(...counts), most: Math.max(...counts) };
  return {
    kind: "ok",
    value: { kind: "qdrant", service, file, sizeBytes, sha256, collection, points, aliases: [] },
  };
}

export async function countPoints(
  work: StoreWork,
  containerId: string,
  collection: string,
): Promise<QdrantAnswer<number>> {
  const path = `${collectionPath(collection)}/points/count`;
  const request = { method: "POST", path, body: { exact: true } } as const;
  const counted = await askQdrant(work, containerId, request, countAnswer);
  return counted.kind === "failed" ? counted : { kind: "ok", value: counted.value.result.count };
}

async function fetchSnapshot(
  work: StoreWork,
  { containerId, folder }: StoreSource,
  { collection, file, name }: Wanted & { readonly name: string },
): Promise<QdrantAnswer<{ readonly sizeBytes: number; readonly sha256: string }>> {
  const path = work.world.files.resolve(folder, file);
  const piped = await pipeStore(
    work,
    { containerId, script: readScript, args: [collection, name] },
    { output: { path, mode: 0o600, compress: false } },
  );
  if (piped.kind === "failed") return piped;
  const read = await work.world.files.scan(path, { decompress: false, signal: work.signal });
  if (read.kind === "failed") return failed(`${file} cannot be read back: ${read.error.reason}`);
  if (read.value.sha256 !== piped.written?.sha256) return failed(`${file} is not what was written to it`);
  return read;
}
