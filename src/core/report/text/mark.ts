import type { Step } from "../../events/event.ts";
import type { Story } from "../run/story.ts";
import type { ServiceStory } from "../run/service-story.ts";
import type { Span, Tone } from "./span.ts";
import { span } from "./span.ts";
import type { Symbols } from "./symbols.ts";
import { stateMark } from "../words/state.ts";

/** The sign before a line. */
export type Mark = "done" | "failed" | "warning" | "unproven" | "busy" | "waiting" | "next";

export function markSpan(mark: Mark, symbols: Symbols): Span {
  return span(symbols[mark], markTone(mark));
}

export function markTone(mark: Mark): Tone {
  switch (mark) {
    case "done":
      return "good";
    case "failed":
      return "bad";
    case "warning":
    case "unproven":
      return "warn";
    case "busy":
    case "next":
      return "accent";
    case "waiting":
      return "dim";
  }
}

export function stageMark({ stage }: ServiceStory, symbols: Symbols): Span {
  switch (stage.kind) {
    case "planned":
    case "created":
    case "waiting":
      return span(symbols.waiting, "dim");
    case "starting":
      return span(symbols.busy, "accent");
    case "proven":
      return span(symbols.busy, "good");
    case "settled": {
      const { symbol, tone } = stateMark(stage.state, symbols);
      return span(symbol, tone);
    }
  }
}

/** What a finished step came to, at a glance. */
export function stepMark(
  step: Step,
  { findings, images, models }: Pick<Story, "findings" | "images" | "models">,
): Mark {
  if (step === "images") return arrivalMark([...images.values()].map(({ kind }) => kind));
  if (step === "models") return arrivalMark([...models.values()].map(({ kind }) => kind));
  if (step !== "preflight") return "done";
  if (findings.some(({ status }) => status === "fail")) return "failed";
  return findings.some(({ status }) => status === "warn") ? "warning" : "done";
}

function arrivalMark(kinds: readonly string[]): Mark {
  if (kinds.includes("failed")) return "failed";
  // an interruption ended the step
  return kinds.includes("fetching") ? "warning" : "done";
}
