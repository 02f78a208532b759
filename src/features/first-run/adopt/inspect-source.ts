import type { StoreWork } from "../../backup/stores/store-work.ts";
import { heldAt, withVolumeHolder } from "../../backup/stores/volume-holder.ts";
import { containerEnvironment } from "./predecessor-values.ts";
import type { SourceFacts } from "./judge-format.ts";
import type { Counterpart } from "./match-volumes.ts";
import { extract } from "tar-stream";
import { pipeDocker } from "../../backup/stores/store-work.ts";

/** What the files of a volume say of themselves, read without changing or copying them. */
export async function inspectSource(work: StoreWork, pair: Counterpart, image: string): Promise<SourceFacts> {
  const { container, store, source } = pair;
  if (container !== undefined) {
    const seen = await look(work, pair, { container: container.id, folder: store.target });
    const environment = await containerEnvironment(work, container.id);
    return { ...seen, image: container.image, environment };
  }
  const looked = await withVolumeHolder(work, { volume: source.name, image }, async (holder) => ({
    kind: "looked" as const,
    seen: await look(work, pair, { container: holder, folder: heldAt }),
  }));
  const seen = looked.kind === "looked" ? looked.seen : { heads: [], hasModel: false };
  return { ...seen, image: undefined, environment: {} };
}

interface Place {
  readonly container: string;
  readonly folder: string;
}

type Seen = Pick<SourceFacts, "heads" | "hasModel">;

async function look(work: StoreWork, { store, service }: Counterpart, place: Place): Promise<Seen> {
  const head = (path: string): Promise<FileHead | undefined> =>
    readHead(work, place.container, `${place.folder}/${path}`);
  switch (store.format) {
    case "postgres":
      return { heads: present([await head("PG_VERSION")]), hasModel: false };
    case "redis":
      return { heads: await redisHeads(head), hasModel: false };
    case "models":
      return {
        heads: [],
        hasModel: await hasModel(head, [...(service.entrypoint ?? []), ...(service.command ?? [])]),
      };
    case "qdrant":
    case "n8n":
    case "files":
      return { heads: [], hasModel: false };
  }
}

/** The snapshot it saves, and the one its append-only log begins with. */
async function redisHeads(
  head: (path: string) => Promise<FileHead | undefined>,
): Promise<readonly FileHead[]> {
  const manifest = await head("appendonlydir/appendonly.aof.manifest");
  const base = /^file (\S+\.base\.rdb) /mu.exec(manifest?.text ?? "")?.[1];
  return present([
    await head("dump.rdb"),
    base === undefined ? undefined : await head(`appendonlydir/${base}`),
  ]);
}

/** As huggingface_hub lays its cache out: the commit that `main` was, last it was looked up. */
async function hasModel(
  head: (path: string) => Promise<FileHead | undefined>,
  words: readonly string[],
): Promise<boolean> {
  for (const word of words.filter((each) => /^[\w.-]+\/[\w.-]+$/u.test(each))) {
    const folder = `models--${word.replace("/", "--")}`;
    if ((await head(`huggingface/hub/${folder}/refs/main`)) !== undefined) return true;
  }
  return false;
}

function present(heads: readonly (FileHead | undefined)[]): readonly FileHead[] {
  return heads.flatMap((each) => each ?? []);
}

export interface FileHead {
  readonly ownerId: number;
  /** Its first bytes, as text. */
  readonly text: string;
}

const blockBytes = 512;
/** Headers of a few kinds, and the first of the file itself. */
const enoughBytes = 16 * blockBytes;

/**
 * The beginning of one file of a container, running or not; no program of it is needed. Undefined where there is none.
 */
async function readHead(work: StoreWork, container: string, path: string): Promise<FileHead | undefined> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  const enough = new AbortController();
  const signal = AbortSignal.any([work.signal, enough.signal]);
  await pipeDocker({ ...work, signal }, ["cp", "-L", `${container}:${path}`, "-"], {
    onChunk: (chunk) => {
      if (length < enoughBytes) chunks.push(chunk.slice());
      length += chunk.length;
      // the rest can be gigabytes
      if (length >= enoughBytes) enough.abort();
    },
  });
  return fileHead(Buffer.concat(chunks));
}

/** The first plain file of an archive that may be cut off. */
export function fileHead(archive: Buffer): Promise<FileHead | undefined> {
  const reader = extract();
  let head: FileHead | undefined;
  reader.on("entry", ({ type, uid, size }, stream, next) => {
    // what ends the archive early ends its entry, too
    stream.on("error", () => undefined);
    if (type !== "file") {
      stream.resume();
      next();
      return;
    }
    const at = stream.offset + blockBytes;
    const text = archive.toString("latin1", at, at + Math.min(size, blockBytes));
    if (text !== "") head = { ownerId: uid, text };
    reader.destroy();
  });
  reader.on("error", () => undefined);
  reader.end(archive);
  return new Promise((resolve) => {
    reader.once("close", () => {
      resolve(head);
    });
  });
}
