import type { Event } from "../../events/event.ts";
import { isOfOneService, type OneServiceEvent } from "../run/service-story.ts";
import type { Story } from "../run/story.ts";
import { duration } from "./duration.ts";
import { imageProgress } from "./image.ts";
import { count, listing } from "./lists.ts";
import { modelWord } from "./model.ts";
import { progressDetail, progressWord, type ProgressWord } from "./progress-word.ts";
import { serviceWord } from "./service-remark.ts";
import { stepMark } from "../text/mark.ts";
import { stepResult } from "./step.ts";

/** What there is to say about an event, given what was told before it; undefined where it changes nothing to see. */
export function wordFor(event: Event, before: Story): ProgressWord | undefined {
  return isOfOneService(event) ? serviceWord(event, before) : runRemark(event, before);
}

function runRemark(event: Exclude<Event, OneServiceEvent>, before: Story): ProgressWord | undefined {
  switch (event.type) {
    case "run-started":
      return progressWord(
        "next",
        `${event.environment}${event.rehearsal ? " (rehearsal)" : ""}: project ${event.project}`,
      );
    case "step-started":
      return progressDetail("busy", `${event.step} began`);
    case "step-finished":
      return stepFinished(event, before);
    case "finding":
      return findingRemark(event.finding);
    case "notice":
      return progressWord("next", event.text);
    case "secrets-completed":
      return event.generated.length === 0
        ? undefined
        : progressWord("done", `generated ${listing(event.generated, 3)} in ${event.envFile}`);
    case "plan-made":
      return progressWord("next", planned(event.services));
    case "image-progress":
    case "image-retry":
    case "image-pulled":
    case "image-failed":
      return imageRemark(event, before);
    case "model-progress":
    case "model-fetched":
    case "model-failed":
      return modelWord(event, before);
    case "log-tail":
    case "result":
      return undefined;
  }
}

function stepFinished(event: Extract<Event, { type: "step-finished" }>, before: Story): ProgressWord {
  const result = stepResult(event.step, before);
  const text = `${event.step}: ${result === "" ? "done" : result} (${duration(event.durationMs)})`;
  const mark = stepMark(event.step, before);
  // What was generated has been told by name.
  const isNews = result !== "" && event.step !== "secrets";
  return isNews ? progressWord(mark, text) : progressDetail(mark, text);
}

function findingRemark({
  status,
  title,
  detail: told,
  fix,
}: Extract<Event, { type: "finding" }>["finding"]): ProgressWord {
  const text = [title, told].filter((part) => part !== "").join(": ");
  switch (status) {
    case "fail":
      return progressWord("failed", fix === "" ? text : `${text}; ${fix}`);
    case "warn":
      return progressWord("warning", fix === "" ? text : `${text}; ${fix}`);
    case "pass":
      return progressDetail("done", text);
    case "skip":
      return progressDetail("waiting", `not judged: ${text}`);
  }
}

function planned(rows: Extract<Event, { type: "plan-made" }>["services"]): string {
  const number = (action: string): number => rows.filter((row) => row.action === action).length;
  const parts = [
    number("create") > 0 ? `${number("create")} to create` : "",
    number("recreate") > 0 ? `${number("recreate")} to recreate` : "",
    number("start") > 0 ? `${number("start")} to start` : "",
    number("keep") > 0 ? `${number("keep")} already running` : "",
  ];
  return `${count(rows.length, "service")}: ${parts.filter((part) => part !== "").join(", ")}`;
}

type ImageEvent = Extract<Event, { readonly image: string }>;

function imageRemark(event: ImageEvent, before: Story): ProgressWord | undefined {
  switch (event.type) {
    case "image-progress":
      return before.images.has(event.image)
        ? undefined
        : progressWord("busy", `${event.image}: ${event.phase}`);
    case "image-retry":
      return progressWord("warning", `${event.image}: ${imageProgress({ kind: "retrying", ...event })}`);
    case "image-pulled":
      return progressWord("done", `${event.image}: ${imageProgress({ kind: "pulled", ...event })}`);
    case "image-failed":
      return progressWord(
        "failed",
        `${event.image}: ${event.reason}${event.fix === "" ? "" : `; ${event.fix}`}`,
      );
  }
}
