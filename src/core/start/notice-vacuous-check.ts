import { vacuousCheckOf } from "../proof/proving.ts";
import type { ContainerDetail } from "../../world/engine/container.ts";
import type { LaunchContext } from "../events/launch-context.ts";

/** A health check that cannot fail counts as none, and whoever wrote it should know. */
export function noticeVacuousCheck(
  service: string,
  containers: readonly ContainerDetail[],
  { tell, words }: LaunchContext,
): void {
  const check = containers.map(vacuousCheckOf).find((each) => each !== undefined);
  if (check !== undefined) tell({ type: "notice", text: `${service} ${words.vacuousCheck(check)}` });
}
