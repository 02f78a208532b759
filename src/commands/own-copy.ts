import { ok, problems } from "../environment/problem.ts";
import type { Read } from "../environment/problem.ts";
import { copyShipped } from "../launch/copy-shipped.ts";
import type { Tell } from "../launch/event.ts";
import { prepare } from "../plan/prepare.ts";
import type { Prepared, PrepareRequest } from "../plan/prepare.ts";
import type { World } from "../world/world.ts";

/** What is started stands in the user's own folder: the shipped files are copied there first, and said so. */
export async function ownCopy(
  world: World,
  prepared: Prepared,
  request: PrepareRequest,
  tell: Tell,
): Promise<Read<Prepared>> {
  const { environment } = prepared;
  if (!environment.shipped) return ok(prepared);
  const copied = await copyShipped(world, environment.workingDirectory);
  if (copied.kind === "problem") return problems(copied.problem);
  tell({
    type: "notice",
    text: `copied the shipped stack to ${environment.workingDirectory}: stack.yaml, compose/ and configs/ are yours to edit`,
  });
  return prepare(world, request, world.terminal.interrupted);
}
