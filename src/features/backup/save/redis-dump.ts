import { checkScript, rdbScript } from "../stores/redis-script.ts";
import { collectText } from "../stores/collect-text.ts";
import { pipeStore } from "../stores/store-work.ts";
import type { StoreWork } from "../stores/store-work.ts";
import { readRdbCheck } from "./rdb-check.ts";
import { failed } from "../../../world/result.ts";
import type { SaveAnswer } from "./backup-manifest.ts";
import type { StoreSource } from "./store-source.ts";

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
