import type { Event } from "../../events/event.ts";
import { isOfOneService, type OneServiceEvent } from "../run/service-story.ts";
import type { Story } from "../run/story.ts";
import { duration } from "./duration.ts";
import { imageProgress } from "./image.ts";
import { count, listing } from "./lists.ts";
import { modelRemark } from "./model.ts";
import { detail, say, type Remark } from "./say.ts";
import { serviceRemark } from "./service-remark.ts";
import { stepMark } from "../text/mark.ts";
import { stepResult } from "./step.ts";

/** What there is to say about an event, given what was told before it; undefined where it changes nothing to see. */
export function remarkOn(event: Event, before: Story): Remark | undefined {
  return isOfOneService(event) ? serviceRemark(event, before) : runRemark(event, before);
}

function runRemark(event: Exclude<Event, OneServiceEvent>, before: Story): Remark | undefined {
  switch (event.type) {
    case "run-started":
      return say(
        "next",
        `${event.environment}${event.rehearsal ? " (rehearsal)" : ""}: project ${event.project}`,
      );
    case "step-started":
      return detail("busy", `${event.step} began`);
    case "step-finished":
      return stepFinished(event, before);
    case "finding":
      return findingRemark(event.finding);
    case "notice":
      return say("next", event.text);
    case "secrets-completed":
      return event.generated.length === 0
        ? undefined
        : say("done", `generated ${listing(event.generated, 3)} in ${event.envFile}`);
    case "plan-made":
      return say("next", planned(event.services));
    case "image-progress":
    case "image-retry":
    case "image-pulled":
    case "image-failed":
      return imageRemark(event, before);
    case "model-progress":
    case "model-fetched":
    case "model-failed":
      return modelRemark(event, before);
    case "log-tail":
    case "result":
      return undefined;
  }
}

function stepFinished(event: Extract<Event, { type: "step-finished" }>, before: Story): Remark {
  const result = stepResult(event.step, before);
  const text = `${event.step}: ${result === "" ? "done" : result} (${duration(event.durationMs)})`;
  const mark = stepMark(event.step, before);
  // What was generated has been told by name.
  const isNews = result !== "" && event.step !== "secrets";
  return isNews ? say(mark, text) : detail(mark, text);
}

function findingRemark({
  status,
  title,
  detail: told,
  fix,
}: Extract<Event, { type: "finding" }>["finding"]): Remark {
  const text = [title, told].filter((part) => part !== "").join(": ");
  switch (status) {
    case "fail":
      return say("failed", fix === "" ? text : `${text}; ${fix}`);
    case "warn":
      return say("warning", fix === "" ? text : `${text}; ${fix}`);
    case "pass":
      return detail("done", text);
    case "skip":
      return detail("waiting", `not judged: ${text}`);
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

function imageRemark(event: ImageEvent, before: Story): Remark | undefined {
  switch (event.type) {
    case "image-progress":
      return before.images.has(event.image) ? undefined : say("busy", `${event.image}: ${event.phase}`);
    case "image-retry":
      return say("warning", `${event.image}: ${imageProgress({ kind: "retrying", ...event })}`);
    case "image-pulled":
      return say("done", `${event.image}: ${imageProgress({ kind: "pulled", ...event })}`);
    case "image-failed":
      return say("failed", `${event.image}: ${event.reason}${event.fix === "" ? "" : `; ${event.fix}`}`);
  }
}
