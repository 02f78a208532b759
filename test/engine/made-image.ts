import { createHash } from "node:crypto";
import { execa } from "execa";
import { oneAtATime } from "../../bin/set-up/one-at-a-time.mjs";

/** An image that is made on this machine, without any registry. */
export interface MadeImage {
  readonly reference: string;
  /** A shell script; `$0` is the reference that it makes. */
  readonly script: string;
  /** What the script reads as `$1`, `$2`, and so on. */
  readonly words: readonly string[];
}

/** Its tag ends with the hash of all it is made from: another recipe is another image, and the same one is made once. */
export function madeImage(name: string, script: string, words: readonly string[] = []): MadeImage {
  const hash = createHash("sha256")
    .update(JSON.stringify([script, words]))
    .digest("hex")
    .slice(0, 12);
  return { reference: `stack-test/${name}-${hash}`, script, words };
}

/**
 * Makes it where it is not there yet; of several that want it at the same time, one makes it for all. `prepare` makes
 * sure of what the script needs, and gives its variables.
 */
export async function ensureMade(
  { reference, script, words }: MadeImage,
  prepare: () => Promise<Readonly<Record<string, string>>> = async () => ({}),
): Promise<void> {
  if (await isThere(reference)) return;
  await oneAtATime(`image-${reference}`, {
    onWaiting: () => undefined,
    work: async () => {
      // somebody else may have made it while this one waited
      if (await isThere(reference)) return;
      await execa("sh", ["-c", script, reference, ...words], { env: await prepare() });
    },
  });
}

async function isThere(reference: string): Promise<boolean> {
  const found = await execa("docker", ["image", "inspect", reference], { reject: false });
  return found.exitCode === 0;
}
