import { execa } from "execa";
import { onTestFinished } from "vitest";
import { busybox, ensureBusybox } from "./images.ts";

let made = 0;

interface Wanted {
  readonly project: string;
  readonly service?: string;
  /** More words for `docker create`. */
  readonly options?: readonly string[];
  readonly command: readonly string[];
}

/** A container as Compose would label it, created but not started; it goes with the test. */
export async function createContainer({
  project,
  service = "web",
  options = [],
  command,
}: Wanted): Promise<string> {
  await ensureBusybox();
  made += 1;
  const labels = [`com.docker.compose.project=${project}`, `com.docker.compose.service=${service}`];
  const { stdout } = await execa("docker", [
    "create",
    "--name",
    `${project}-${service}-${String(made)}`,
    ...labels.flatMap((label) => ["--label", label]),
    ...options,
    busybox,
    ...command,
  ]);
  onTestFinished(async () => {
    await execa("docker", ["rm", "-f", "-v", stdout], { reject: false });
  });
  return stdout;
}

/** `sleep` as process 1 does not heed SIGTERM, and would keep every stop waiting. */
export const idle = ["sh", "-c", "trap 'exit 0' TERM; sleep infinity & wait"] as const;
