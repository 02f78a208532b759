import { modelAfter } from "../run/story.ts";
import type { ModelEvent, ModelStory, Story } from "../run/story.ts";
import { bytes } from "../../../world/bytes.ts";
import { duration, roughDuration } from "./duration.ts";
import { progressWord } from "./progress-word.ts";
import type { ProgressWord } from "./progress-word.ts";

/** How far a model is: "3.1 GiB of 9.3 GiB, 33 %, 52.4 MB/s, about 2 min left". */
export function modelProgress(model: ModelStory): string {
  switch (model.kind) {
    case "fetching":
      return [amount(model.currentBytes, model.totalBytes), ...rate(model), ...timeLeft(model)].join(", ");
    case "fetched":
      return `${model.totalBytes === undefined ? "" : `${bytes(model.totalBytes)} `}fetched in ${duration(model.durationMs)}`;
    case "failed":
      return model.reason;
  }
}

function amount(current: number, total: number | undefined): string {
  if (total === undefined || total < current) return bytes(current);
  const share = total === 0 ? 100 : Math.floor((100 * current) / total);
  return `${bytes(current)} of ${bytes(total)}, ${share} %`;
}

type Fetching = Extract<ModelStory, { readonly kind: "fetching" }>;

function rate({ bytesPerSecond }: Fetching): readonly string[] {
  return bytesPerSecond === undefined ? [] : [`${(bytesPerSecond / 1e6).toFixed(1)} MB/s`];
}

function timeLeft({ etaMs, currentBytes, totalBytes }: Fetching): readonly string[] {
  return etaMs === undefined || currentBytes === totalBytes ? [] : [`about ${roughDuration(etaMs)} left`];
}

/** Where lines scroll, a download of half an hour has a hundred and eighty of them. */
const remarkEveryMs = 10_000;

export function modelWord(event: ModelEvent, { models }: Story): ProgressWord | undefined {
  const text = `${event.model}: ${modelProgress(modelAfter(event))}`;
  switch (event.type) {
    case "model-progress":
      return isDue(event.elapsedMs, models.get(event.model)) ? progressWord("busy", text) : undefined;
    case "model-fetched":
      return progressWord("done", text);
    case "model-failed":
      return progressWord("failed", `${text}${event.fix === "" ? "" : `; ${event.fix}`}`);
  }
}

function isDue(elapsedMs: number, before: ModelStory | undefined): boolean {
  if (before?.kind !== "fetching") return true;
  return Math.floor(elapsedMs / remarkEveryMs) > Math.floor(before.elapsedMs / remarkEveryMs);
}
