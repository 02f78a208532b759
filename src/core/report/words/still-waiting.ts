import type { Story } from "../run/story.ts";
import { duration } from "./duration.ts";
import { imageProgress } from "./image.ts";
import { count, listing } from "./lists.ts";
import { modelProgress } from "./model.ts";
import { stageHint } from "./stage.ts";

/** What a long silence is about; undefined when nothing is under way. */
export function stillWaiting(story: Story, nowMs: number): string | undefined {
  const parts = [...slowImages(story), ...slowModels(story), ...slowServices(story, nowMs)];
  if (parts.length === 0) return runningStep(story);
  const waiting = [...story.services.values()].filter(({ stage }) => stage.kind === "waiting").length;
  const dependents = waiting === 0 ? "" : `; ${count(waiting, "service")} not started yet`;
  return `still waiting for ${listing(parts, 5)}${dependents}`;
}

function slowImages({ images }: Story): readonly string[] {
  return [...images]
    .filter(([, { kind }]) => kind === "pulling" || kind === "retrying")
    .map(([name, image]) => `${name} (${imageProgress(image)})`);
}

function slowModels({ models }: Story): readonly string[] {
  return [...models]
    .filter(([, { kind }]) => kind === "fetching")
    .map(([name, model]) => `${name} (${modelProgress(model)})`);
}

function slowServices(story: Story, nowMs: number): readonly string[] {
  return [...story.services.values()]
    .filter(({ stage }) => stage.kind === "starting")
    .map((service) => {
      const hint = stageHint(service, nowMs, story);
      const time = duration(nowMs - (service.startedMs ?? nowMs));
      return `${service.name} (${hint === "" ? time : `${hint}; ${time}`})`;
    });
}

function runningStep({ steps }: Story): string | undefined {
  const running = [...steps].findLast(([, { durationMs }]) => durationMs === undefined);
  return running === undefined ? undefined : `still busy with ${running[0]}`;
}
