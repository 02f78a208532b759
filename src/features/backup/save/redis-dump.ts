import type { SaveAnswer } from "./backup-manifest.ts";
import type { StoreSource } from "./store-source.ts";
import { collectText } from "../stores/collect-text.ts";
import { checkScript, rdbScript } from "../stores/redis-script.ts";
import { pipeStore } from "../stores/store-work.ts";
import type { StoreWork } from "../stores/store-work.ts";
import { failed } from "../../../world/result.ts";

/** Redis' own form of its whole set; read back from the disk by Redis' own check, which counts the keys. */
export async function dumpRedis(work: StoreWork, source: StoreSource): Promise<SaveAnswer> {
  const file = `${source.service}.rdb`;
  const path = work.world.files.resolve(source.folder, file);
  const { containerId, service } = source;
  const dumped = await pipeStore(
    work,
    { containerId, script: rdbScript, args: [] },
    { output: { path, mode: 0o600, compress: false } },
  );
  if (dumped.kind === "failed") return failed(`redis-cli --rdb: ${dumped.error}`);
  const said = collectText();
  const checked = await pipeStore(
    work,
    { containerId, script: checkScript, args: [] },
    { input: { path, decompress: false }, onChunk: said.write },
  );
  if (checked.kind === "failed") return failed(`${file} does not pass redis-check-rdb: ${checked.error}`);
  const check = readRdbCheck(said.text());
  if (check === undefined) return failed(`${file} does not pass redis-check-rdb`);
  const read = await work.world.files.scan(path, { decompress: false, signal: work.signal });
  if (read.kind === "failed") return failed(`${file} cannot be read back: ${read.error.reason}`);
  if (read.value.sha256 !== dumped.written?.sha256) return failed(`${file} is not what was written to it`);
  const { sizeBytes, sha256 } = read.value;
  return { kind: "ok", value: [{ kind: "redis", service, file, sizeBytes, sha256, ...check }] };
}

interface RdbCheck {
  readonly keys: number;
  readonly expiring: number;
  readonly rdbBytes: number;
}

/** What `redis-check-rdb` says of a set that is well; undefined for anything else. */
function readRdbCheck(said: string): RdbCheck | undefined {
  const rdbBytes = /^\[offset (\d+)\] .*RDB looks OK/mu.exec(said)?.[1];
  const keys = /^\[info\] (\d+) keys read/mu.exec(said)?.[1];
  const expiring = /^\[info\] (\d+) expires/mu.exec(said)?.[1];
  if (rdbBytes === undefined || keys === undefined) return undefined;
  return { keys: Number(keys), expiring: Number(expiring ?? 0), rdbBytes: Number(rdbBytes) };
}
