import type { Clock } from "../../world/clock.ts";
import type { Event, Tell } from "./event.ts";

/** Stamps what happens with the time and hands it on. */
export function telling(clock: Clock, handle: (event: Event) => void): Tell {
  return (happening) => handle({ at: clock.now().toISOString(), ...happening });
}
