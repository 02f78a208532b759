import type { ServiceState } from "../../proof/state.ts";
import type { Symbols } from "../text/symbols.ts";
import type { Tone } from "../text/span.ts";

/** How a state is shown: its sign and its colour. Its word is the state's own name, everywhere. */
export function stateMark(
  state: ServiceState,
  symbols: Symbols,
): { readonly symbol: string; readonly tone: Tone } {
  switch (state) {
    case "ready":
    case "completed":
      return { symbol: symbols.done, tone: "good" };
    case "unproven":
      return { symbol: symbols.unproven, tone: "warn" };
    case "starting":
      return { symbol: symbols.busy, tone: "accent" };
    case "degraded":
      return { symbol: symbols.warning, tone: "warn" };
    case "failed":
      return { symbol: symbols.failed, tone: "bad" };
    case "skipped":
      return { symbol: symbols.skipped, tone: "dim" };
  }
}

export function explainState(state: ServiceState): string {
  switch (state) {
    case "ready":
      return "its own probe answered, and it stayed up";
    case "completed":
      return "ran to its end without an error";
    case "unproven":
      return "runs, but nothing says it works: no health check, no probe, no port";
    case "starting":
      return "optional, and still on its way: not waited for";
    case "degraded":
      return "optional, and not ready";
    case "failed":
      return "did not come up";
    case "skipped":
      return "not started: something it needs did not come up";
  }
}
