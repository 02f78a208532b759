import type { Event, PlannedRow, Result, Step } from "../../events/event.ts";
import type { Finding } from "../../preflight/check.ts";
import { followService, isOfOneService, plannedServices } from "./service-story.ts";
import type { OneServiceEvent, ServiceStory } from "./service-story.ts";

/** All that has been told so far: what every view is made from. Times are the launcher's clock, in milliseconds. */
export interface Story {
  readonly startedMs: number | undefined;
  readonly environment: string;
  readonly project: string;
  readonly rehearsal: boolean;
  readonly steps: ReadonlyMap<Step, StepStory>;
  readonly findings: readonly Finding[];
  readonly notices: readonly string[];
  readonly secrets: { readonly generated: readonly string[]; readonly envFile: string } | undefined;
  readonly images: ReadonlyMap<string, ImageStory>;
  readonly models: ReadonlyMap<string, ModelStory>;
  readonly planned: readonly PlannedRow[];
  readonly services: ReadonlyMap<string, ServiceStory>;
  readonly logTails: ReadonlyMap<string, readonly string[]>;
  readonly result: Result | undefined;
}

export interface StepStory {
  readonly startedMs: number;
  readonly durationMs: number | undefined;
}

export const untold: Story = {
  startedMs: undefined,
  environment: "",
  project: "",
  rehearsal: false,
  steps: new Map(),
  findings: [],
  notices: [],
  secrets: undefined,
  images: new Map(),
  models: new Map(),
  planned: [],
  services: new Map(),
  logTails: new Map(),
  result: undefined,
};

/** The story with one more event; any order of events is taken, since a view must never be what breaks a start. */
export function follow(before: Story, event: Event, nowMs: number): Story {
  const story = before.startedMs === undefined ? { ...before, startedMs: nowMs } : before;
  if (isOfOneService(event)) return { ...story, services: followService(story.services, event, nowMs) };
  return { ...story, ...changes(story, event, nowMs) };
}

function changes(story: Story, event: Exclude<Event, OneServiceEvent>, nowMs: number): Partial<Story> {
  switch (event.type) {
    case "run-started": {
      const { environment, project, rehearsal } = event;
      return { environment, project, rehearsal };
    }
    case "step-started":
      return { steps: withStep(story, event.step, { startedMs: nowMs, durationMs: undefined }) };
    case "step-finished": {
      const { step, durationMs } = event;
      return { steps: withStep(story, step, { startedMs: nowMs - durationMs, durationMs }) };
    }
    case "finding":
      return { findings: [...story.findings, event.finding] };
    case "notice":
      return { notices: [...story.notices, event.text] };
    case "secrets-completed":
      return {
        secrets: { generated: event.generated, envFile: event.envFile },
        steps: withEnd(story, "secrets", nowMs),
      };
    case "plan-made":
      return { planned: event.services, services: plannedServices(event.services) };
    case "image-progress":
    case "image-retry":
    case "image-pulled":
    case "image-failed":
      return { images: followImage(story.images, event) };
    case "model-progress":
    case "model-fetched":
    case "model-failed":
      return { models: followModel(story.models, event) };
    case "log-tail":
      return { logTails: new Map([...story.logTails, [event.service, event.lines]]) };
    case "result":
      return { result: event };
  }
}

/** For a step whose end is told by what it came to. */
function withEnd(story: Story, step: Step, nowMs: number): ReadonlyMap<Step, StepStory> {
  const told = story.steps.get(step);
  if (told === undefined || told.durationMs !== undefined) return story.steps;
  return withStep(story, step, { ...told, durationMs: nowMs - told.startedMs });
}

function withStep(story: Story, step: Step, told: StepStory): ReadonlyMap<Step, StepStory> {
  return new Map([...story.steps, [step, told]]);
}

type ImageEvent = Extract<Event, { readonly image: string }>;

/** How far one image is. */
export type ImageStory =
  | {
      readonly kind: "pulling";
      readonly phase: string;
      readonly currentBytes: number;
      readonly totalBytes: number;
    }
  | { readonly kind: "retrying"; readonly attempt: number; readonly delayMs: number; readonly reason: string }
  | { readonly kind: "pulled"; readonly durationMs: number }
  | { readonly kind: "failed"; readonly reason: string; readonly fix: string };

function followImage(
  images: ReadonlyMap<string, ImageStory>,
  event: ImageEvent,
): ReadonlyMap<string, ImageStory> {
  return new Map([...images, [event.image, imageAfter(event)]]);
}

function imageAfter(event: ImageEvent): ImageStory {
  switch (event.type) {
    case "image-progress": {
      const { phase, currentBytes, totalBytes } = event;
      return { kind: "pulling", phase, currentBytes, totalBytes };
    }
    case "image-retry": {
      const { attempt, delayMs, reason } = event;
      return { kind: "retrying", attempt, delayMs, reason };
    }
    case "image-pulled":
      return { kind: "pulled", durationMs: event.durationMs };
    case "image-failed":
      return { kind: "failed", reason: event.reason, fix: event.fix };
  }
}

export type ModelEvent = Extract<Event, { readonly model: string }>;

/** How far one model is. */
export type ModelStory =
  | {
      readonly kind: "fetching";
      readonly currentBytes: number;
      readonly totalBytes: number | undefined;
      readonly bytesPerSecond: number | undefined;
      readonly etaMs: number | undefined;
      readonly elapsedMs: number;
    }
  | { readonly kind: "fetched"; readonly totalBytes: number | undefined; readonly durationMs: number }
  | { readonly kind: "failed"; readonly reason: string; readonly fix: string };

function followModel(
  models: ReadonlyMap<string, ModelStory>,
  event: ModelEvent,
): ReadonlyMap<string, ModelStory> {
  return new Map([...models, [event.model, modelAfter(event)]]);
}

export function modelAfter(event: ModelEvent): ModelStory {
  switch (event.type) {
    case "model-progress": {
      const { currentBytes, totalBytes, bytesPerSecond, etaMs, elapsedMs } = event;
      return { kind: "fetching", currentBytes, totalBytes, bytesPerSecond, etaMs, elapsedMs };
    }
    case "model-fetched":
      return { kind: "fetched", totalBytes: event.totalBytes, durationMs: event.durationMs };
    case "model-failed":
      return { kind: "failed", reason: event.reason, fix: event.fix };
  }
}
