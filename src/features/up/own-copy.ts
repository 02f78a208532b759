import { ok, problems } from "../../core/environment/problem.ts";
import type { Read } from "../../core/environment/problem.ts";
import { copyShipped } from "./copy-shipped.ts";
import type { Tell } from "../../core/events/event.ts";
import { prepare } from "../../core/plan/prepare.ts";
import type { Prepared, PrepareRequest } from "../../core/plan/prepare.ts";
import type { World } from "../../world/world.ts";

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
