import type { Result } from "../../../world/result.ts";
import { holderName } from "../../../core/ownership/is-holder.ts";
import { dockerWords } from "./store-work.ts";
import type { StoreAnswer, StoreWork } from "./store-work.ts";

/** Where a volume lies in its holder. Archived as a folder of that name, its own owner and rights are kept too. */
export const heldAt = "/volume";

/**
 * Runs `work` with a container that has nothing but one volume in it and never starts: through it the engine reads and
 * writes the volume's files as an archive, owners and rights included, whatever its image contains.
 */
export async function withVolumeHolder<T extends { readonly kind: string }>(
  work: StoreWork,
  { volume, image }: { readonly volume: string; readonly image: string },
  use: (holder: string) => Promise<T>,
): Promise<T | Extract<StoreAnswer, { kind: "failed" }>> {
  const name = holderName(volume);
  // an engine told to make one makes it, even where nobody waits for its answer any more: it could not be removed then
  const whole = { ...work, signal: new AbortController().signal };
  const mount = `type=volume,source=${volume},target=${heldAt},volume-nocopy`;
  // one that a killed run left behind
  await removeHolder(work, volume);
  const made = await docker(whole, [
    "create",
    "--name",
    name,
    "--network",
    "none",
    "--mount",
    mount,
    image,
    "/none",
  ]);
  if (made.kind === "failed") return made;
  try {
    return work.signal.aborted ? { kind: "failed", error: "interrupted" } : await use(name);
  } finally {
    await removeHolder(whole, volume);
  }
}

/**
 * With the volumes without a name that its image asks for, which are empty; the one it holds has a name. Without
 * `--force`, so that whatever runs is never removed, whatever its name.
 */
export async function removeHolder(work: StoreWork, volume: string): Promise<void> {
  await docker(work, ["rm", "--volumes", holderName(volume)]);
}

async function docker(
  { world, engine, signal }: StoreWork,
  words: readonly string[],
): Promise<Result<undefined, string>> {
  const args = [...dockerWords(engine), ...words];
  const result = await world.processes.run({ command: "docker", args, timeoutMs: 60_000, signal });
  if (result.kind === "exited" && result.exitCode === 0) return { kind: "ok", value: undefined };
  const said = "stderr" in result ? result.stderr.trim() : "";
  return { kind: "failed", error: said === "" ? `docker: ${result.kind}` : said };
}
