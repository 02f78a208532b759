import type { World } from "../../world/world.ts";

/** All of the world that showing needs: where to write, and what time it is. */
export interface Audience extends Pick<World, "terminal" | "clock" | "background"> {
  readonly machine: Pick<World["machine"], "environment">;
}
