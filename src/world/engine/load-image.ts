import { open as openFile } from "node:fs/promises";
import { noDeadline } from "../processes/deadline.ts";
import { failedWith, ok, refused } from "./connection/engine-answer.ts";
import { open } from "./connection/engine-client.ts";
import type { Connect } from "./connection/engine-connection.ts";
import type { EngineAnswer } from "./engine.ts";
import { readProgress } from "./streams/progress-lines.ts";
import { systemErrorOf } from "../system-error.ts";
import { notAFile } from "../files/regular-file.ts";

/** Sends an archive as `docker load` does; it is opened first, so that a missing one is not taken for a missing engine. */
export async function loadImage(
  connect: Connect,
  archivePath: string,
  signal: AbortSignal,
): Promise<EngineAnswer<"loaded">> {
  const odd = await notAFile(archivePath);
  if (odd !== undefined) return refused(0, `${archivePath}: ${odd.reason}`);
  const handle = await openFile(archivePath).catch((error: unknown) => systemErrorOf(error));
  if ("reason" in handle) return refused(0, `${archivePath}: ${handle.reason}`);
  const file = handle.createReadStream();
  try {
    const request = { method: "POST", path: "/images/load", query: { quiet: true }, file } as const;
    const response = await open(connect, request, signal);
    if (response.kind === "failed") return response;
    const ending = await readProgress(response.value, signal, () => undefined);
    return ending.kind === "failed" ? ending : ok("loaded");
  } catch (error) {
    return failedWith(error, archivePath, noDeadline(signal));
  } finally {
    file.destroy();
  }
}
