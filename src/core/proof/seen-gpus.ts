import type { ProofTarget } from "./probes/proof.ts";

const timeoutMs = 20_000;

/** What `nvidia-smi` calls a card, wherever it stands in its output. */
const uuid = /GPU-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/giu;

/**
 * The UUIDs of the cards that a container sees; undefined when it cannot be asked. The toolkit brings `nvidia-smi` into
 * whatever image it is; one that fails there (the driver's device files are gone) sees none.
 */
export async function seenGpus({
  world,
  detail,
  signal,
}: Pick<ProofTarget, "world" | "detail" | "signal">): Promise<readonly string[] | undefined> {
  const answer = await world.engine.exec({
    containerId: detail.id,
    command: ["nvidia-smi", "-L"],
    timeoutMs,
    signal,
  });
  if (answer.kind === "failed" || answer.value.kind !== "exited") return undefined;
  // 126 and 127: the image or the runtime did not bring it
  if (answer.value.exitCode === 126 || answer.value.exitCode === 127) return undefined;
  return answer.value.stdout.match(uuid) ?? [];
}
