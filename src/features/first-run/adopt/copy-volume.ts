import type { Result } from "../../../world/result.ts";
import type { ModelVolume } from "../../../core/environment/model.ts";
import type { Listener } from "../../../world/processes/processes.ts";
import { tarReader } from "../../../world/files/tar-digest.ts";
import { readVolume } from "../../backup/save/volume-archive.ts";
import { composeLabels } from "../../../world/compose/labels.ts";
import { dockerWords } from "../../backup/stores/store-work.ts";
import type { StoreAnswer, StoreWork } from "../../backup/stores/store-work.ts";
import { heldAt, withVolumeHolder } from "../../backup/stores/volume-holder.ts";

export interface VolumeCopy {
  readonly source: string;
  readonly target: string;
  /** Any image that is there. */
  readonly image: string;
}

export type CopyAnswer = Result<{ readonly files: number; readonly sizeBytes: number }, string>;

/** All files of a volume into another, owners and rights included; then what has arrived is read back and compared. */
export async function copyVolume(
  work: StoreWork,
  { source, target, image }: VolumeCopy,
): Promise<CopyAnswer> {
  const reader = tarReader();
  const copied = await withVolumeHolder(work, { volume: source, image }, (from) =>
    withVolumeHolder(work, { volume: target, image }, (to) => transfer(work, { from, to }, reader.write)),
  );
  if (copied.kind === "failed") return copied;
  const sent = await reader.end();
  const arrived = await readVolume(work, { volume: target, image });
  if (arrived.kind === "failed") return arrived;
  const { value: content } = arrived;
  if (!sent.isWhole || !content.isWhole || content.digest !== sent.digest) {
    const [found, wanted] = [content.entries, sent.entries].map(String);
    return {
      kind: "failed",
      error: `${found ?? ""} files arrived, which are not the ${wanted ?? ""} of ${source}`,
    };
  }
  return { kind: "ok", value: { files: content.entries, sizeBytes: content.contentBytes } };
}

async function transfer(
  { world, engine, signal }: StoreWork,
  { from, to }: { readonly from: string; readonly to: string },
  onChunk: Listener,
): Promise<StoreAnswer> {
  const cp = (...words: readonly string[]) => ({
    command: "docker",
    args: [...dockerWords(engine), "cp", "-a", ...words],
    signal,
  });
  const ended = await world.processes.join(cp(`${from}:${heldAt}`, "-"), cp("-", `${to}:/`), onChunk);
  if (signal.aborted) return { kind: "failed", error: "interrupted" };
  for (const each of [ended.to, ended.from]) {
    if (each.kind === "exited" && each.exitCode === 0) continue;
    const said = "stderr" in each ? (each.stderr.trim().split("\n").at(-1) ?? "") : "";
    return { kind: "failed", error: said === "" ? `docker cp: ${each.kind}` : said };
  }
  return { kind: "ok", value: { stdout: "", stderr: "" } };
}

/**
 * Makes an empty volume with the labels that Compose gives its own, by which it takes it for one. Compose itself makes
 * volumes only along with containers, and for those the images are needed, which are not here yet.
 */
export async function makeComposeVolume(
  { world, engine, signal }: StoreWork,
  project: string,
  { key, name, labels }: ModelVolume,
): Promise<StoreAnswer> {
  const wanted = { ...labels, [composeLabels.project]: project, [composeLabels.volume]: key };
  const words = Object.entries(wanted).flatMap(([label, value]) => ["--label", `${label}=${value}`]);
  const args = [...dockerWords(engine), "volume", "create", ...words, name];
  const result = await world.processes.run({ command: "docker", args, timeoutMs: 60_000, signal });
  if (result.kind === "exited" && result.exitCode === 0)
    return { kind: "ok", value: { stdout: "", stderr: "" } };
  const said = "stderr" in result ? result.stderr.trim() : "";
  return { kind: "failed", error: said === "" ? `docker volume create: ${result.kind}` : said };
}
