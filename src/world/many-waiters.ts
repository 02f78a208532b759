import { setMaxListeners } from "node:events";

/** One signal ends everything that runs; Node takes more than ten who wait for it for a leak, and warns. */
export function letManyWait(signal: AbortSignal): AbortSignal {
  setMaxListeners(0, signal);
  return signal;
}
