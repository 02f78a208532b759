import type { ContainerDetail } from "../../world/engine/container.ts";

/**
 * The signal that lets a service end well, where the container's own would not; undefined: its own. What the model or
 * the image chose is left alone: only SIGTERM, which may be nobody's choice, is replaced.
 */
export function stopSignalFor(
  kind: string | undefined,
  { stopSignal }: Pick<ContainerDetail, "stopSignal">,
): string | undefined {
  if (stopSignal !== "" && !/^(?:SIG)?TERM$|^15$/u.test(stopSignal)) return undefined;
  return kind === undefined ? undefined : better[kind];
}

const better: Readonly<Record<string, string>> = {
  // SIGTERM cuts requests off; this accepts no new ones and ends with the last
  nginx: "SIGQUIT",
  // SIGTERM waits for clients to leave, who are killed waiting; this ends their sessions and writes everything down
  postgres: "SIGINT",
};
