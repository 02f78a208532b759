import type { SaveAnswer } from "./backup-manifest.ts";
import { pipeDocker } from "../stores/store-work.ts";
import type { StoreWork } from "../stores/store-work.ts";
import { heldAt, withVolumeHolder } from "../stores/volume-holder.ts";
import { tarReader } from "../../../world/files/tar-digest.ts";
import type { TarContent } from "../../../world/files/tar-digest.ts";
import { failed } from "../../../world/result.ts";
import type { Result } from "../../../world/result.ts";

interface VolumeSource {
  readonly volume: string;
  /** A service that uses it; empty where none does any more. */
  readonly service: string;
  /** Any image that is there. */
  readonly image: string;
  readonly folder: string;
}

/** All files of a volume as a tar archive, read back from the disk. Whoever writes to it stands still meanwhile. */
export async function archiveVolume(work: StoreWork, source: VolumeSource): Promise<SaveAnswer> {
  const { volume, service, image, folder } = source;
  const file = `${volume}.tar`;
  const path = work.world.files.resolve(folder, file);
  const copied = await withVolumeHolder(work, { volume, image }, (holder) =>
    pipeDocker(work, ["cp", "-a", `${holder}:${heldAt}`, "-"], {
      output: { path, mode: 0o600, compress: false },
    }),
  );
  if (copied.kind === "failed") return failed(`${volume}: ${copied.error}`);
  const reader = tarReader();
  const read = await work.world.files.scan(path, {
    decompress: false,
    onChunk: reader.write,
    signal: work.signal,
  });
  if (read.kind === "failed") return failed(`${file} cannot be read back: ${read.error.reason}`);
  const written = "written" in copied ? copied.written : undefined;
  if (read.value.sha256 !== written?.sha256) return failed(`${file} is not what was written to it`);
  const { isWhole, astray: _, ...content } = await reader.end();
  if (!isWhole) return failed(`${file} is not whole: the end of the archive is missing`);
  const { sizeBytes, sha256 } = read.value;
  return {
    kind: "ok",
    value: [{ kind: "volume", service, volume, file, sizeBytes, sha256, ...content }],
  };
}

/** What a volume holds now, without writing it anywhere. */
export async function readVolume(
  work: StoreWork,
  about: { readonly volume: string; readonly image: string },
): Promise<Result<TarContent, string>> {
  const reader = tarReader();
  const read = await withVolumeHolder(work, about, (holder) =>
    pipeDocker(work, ["cp", "-a", `${holder}:${heldAt}`, "-"], { onChunk: reader.write }),
  );
  return read.kind === "failed" ? failed(read.error) : { kind: "ok", value: await reader.end() };
}
