import type { ServiceState } from "../../proof/state.ts";
import type { Mark } from "../text/mark.ts";
import { serviceAfter, type OneServiceEvent, type ServiceStory } from "../run/service-story.ts";
import type { Story } from "../run/story.ts";
import { duration } from "./duration.ts";
import { listing } from "./lists.ts";
import { progressDetail, progressWord, type ProgressWord } from "./progress-word.ts";
import { stageHint } from "./stage.ts";

/** What there is to say of one service, given what was told of it before. */
export function serviceWord(event: OneServiceEvent, story: Story): ProgressWord | undefined {
  const { service } = event;
  const before = story.services.get(service);
  switch (event.type) {
    case "service-created":
      return progressDetail("waiting", `${service}: created`);
    case "service-recreated":
      return progressWord("next", `${service}: recreated, ${event.why}`);
    case "service-waiting":
      return progressDetail("waiting", `${service}: waits for ${listing(event.for)}`);
    case "service-started":
      return progressWord("busy", `${service}: started${replica(event.replica, before)}`);
    case "service-kept":
      return progressDetail("busy", `${service}: already running`);
    case "service-awaiting":
      return progressDetail("busy", `${service}: awaiting ${event.what}`);
    case "service-phase":
      return isSamePhase(event.phase, before)
        ? undefined
        : progressWord("busy", `${service}: ${event.phase}`);
    case "service-restarted":
      return progressWord(
        "warning",
        `${service}: exited with code ${event.exitCode} and was restarted (${event.restarts})`,
      );
    case "service-proven":
      return progressWord("done", `${service}: proven after ${duration(event.readyMs)} (${event.proof})`);
    case "service-settled":
      return settled(event, story);
  }
}

function replica(number: number, before: ServiceStory | undefined): string {
  return before === undefined || before.replicas < 2 ? "" : ` (replica ${number} of ${before.replicas})`;
}

/** "loading weights 43 %" after "loading weights 42 %" is progress, not news. */
function isSamePhase(phase: string, before: ServiceStory | undefined): boolean {
  const known = before?.stage.kind === "starting" ? before.stage.phase?.name : undefined;
  return known !== undefined && withoutNumbers(known) === withoutNumbers(phase);
}

function withoutNumbers(text: string): string {
  return text.replaceAll(/[\d.,]+/g, "");
}

function settled(event: Extract<OneServiceEvent, { type: "service-settled" }>, story: Story): ProgressWord {
  const before = story.services.get(event.service);
  const hint = stageHint(serviceAfter(before, event, 0), 0, story);
  const time = event.readyMs === undefined ? "" : ` after ${duration(event.readyMs)}`;
  const text = `${event.service}: ${event.state}${time}${hint === "" ? "" : `, ${hint}`}`;
  const isKnown = event.state === "ready" && before?.stage.kind === "proven";
  return isKnown ? progressDetail("done", text) : progressWord(markOf(event.state), text);
}

function markOf(state: ServiceState): Mark {
  switch (state) {
    case "ready":
    case "completed":
      return "done";
    case "unproven":
      return "unproven";
    case "starting":
      return "busy";
    case "degraded":
      return "warning";
    case "failed":
      return "failed";
    case "skipped":
      return "waiting";
  }
}
