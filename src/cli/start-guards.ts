import type { StartGuard } from "../command/start-guard.ts";

/** Features that may refuse a start; each is loaded when something is about to be started. */
export const startGuards: readonly StartGuard[] = [
  async (world, subject) => {
    const { refuseHalfAdopted } = await import("../features/first-run/adopt/refuse-half-adopted.ts");
    return refuseHalfAdopted(world, subject);
  },
];
