import type { Step } from "../../events/event.ts";
import type { ImageStory, StepStory, Story } from "../run/story.ts";
import type { ServiceStory } from "../run/service-story.ts";
import type { LiveStyle, Style } from "../text/style.ts";
import { markSpan, stageMark, stepMark } from "../text/mark.ts";
import { line, span } from "../text/span.ts";
import type { Line } from "../text/span.ts";
import { clip, padEnd, padStart, textWidth } from "../text/width.ts";
import { duration } from "../words/duration.ts";
import { imageProgress } from "../words/image.ts";
import { count, listing } from "../words/lists.ts";
import { modelProgress } from "../words/model.ts";
import { stageHint, stageWord } from "../words/stage.ts";
import { stepResult } from "../words/step.ts";

/** A line a service; where they are more than the rows, those that need looking at, and the others counted. */
export function serviceLines(story: Story, nowMs: number, style: LiveStyle): readonly Line[] {
  const all = [...story.services.values()];
  const shown = all.length <= style.rows ? all : mostTelling(all, style.rows - 1);
  const nameWidth = Math.min(Math.max(10, Math.floor(style.width / 3)), longest(all));
  const lines = shown.map((service) => serviceLine(service, { story, nowMs, style, nameWidth }));
  return shown.length === all.length ? lines : [...lines, others(all, new Set(shown))];
}

interface Setting {
  readonly story: Story;
  readonly nowMs: number;
  readonly style: LiveStyle;
  readonly nameWidth: number;
}

function serviceLine(service: ServiceStory, { story, nowMs, style, nameWidth }: Setting): Line {
  const name = clip(service.name, nameWidth, style.symbols.ellipsis);
  const mark = stageMark(service, style.symbols);
  const isIdle = mark.tone === "dim";
  const hint = stageHint(service, nowMs, story);
  return [
    mark,
    span(` ${padEnd(name, nameWidth)}  `, isIdle ? "dim" : "plain"),
    span(padEnd(stageWord(service), 10), mark.tone),
    span(padStart(time(service, nowMs), 9), isIdle ? "dim" : "plain"),
    span(hint === "" ? "" : `  ${hint}`, "dim"),
  ];
}

function time({ stage, startedMs }: ServiceStory, nowMs: number): string {
  switch (stage.kind) {
    case "planned":
    case "created":
    case "waiting":
      return "";
    case "starting":
      return duration(nowMs - (startedMs ?? nowMs));
    case "proven":
      return duration(stage.readyMs);
    case "settled":
      return stage.readyMs === undefined ? "" : duration(stage.readyMs);
  }
}

/** In the order of the plan, so that lines do not jump about; what went wrong and what is awaited comes before the rest. */
function mostTelling(all: readonly ServiceStory[], rows: number): readonly ServiceStory[] {
  const ranked = all.toSorted((a, b) => rank(a) - rank(b)).slice(0, Math.max(0, rows));
  const kept = new Set(ranked);
  return all.filter((service) => kept.has(service));
}

function rank({ stage }: ServiceStory): number {
  switch (stage.kind) {
    case "settled":
      return stage.state === "failed" ? 0 : stage.state === "degraded" ? 1 : 5;
    case "starting":
      return 2;
    case "waiting":
      return 3;
    case "proven":
    case "planned":
    case "created":
      return 4;
  }
}

function others(all: readonly ServiceStory[], shown: ReadonlySet<ServiceStory>): Line {
  const counts = new Map<string, number>();
  for (const service of all) {
    if (!shown.has(service)) counts.set(stageWord(service), (counts.get(stageWord(service)) ?? 0) + 1);
  }
  return line(`  and ${listing([...counts].map(([word, number]) => `${number} ${word}`))}`, "dim");
}

function longest(all: readonly ServiceStory[]): number {
  return all.reduce((most, { name }) => Math.max(most, textWidth(name)), 0);
}

const most = 5;

/** Images on their way; those that arrived are counted in the step's own line. */
export function imageLines({ images }: Story, { width, symbols }: Style): readonly Line[] {
  const moving = [...images].filter(([, { kind }]) => kind !== "pulled");
  const shown = moving.slice(0, most);
  const nameWidth = Math.min(Math.floor(width / 2), Math.max(...shown.map(([name]) => textWidth(name)), 0));
  const lines = shown.map(([name, image]) =>
    imageLine(clip(name, nameWidth, symbols.ellipsis), image, nameWidth),
  );
  const rest = moving.length - shown.length;
  return rest > 0 ? [...lines, line(`    and ${count(rest, "more image")}`, "dim")] : lines;
}

function imageLine(name: string, image: ImageStory, nameWidth: number): Line {
  return [span(`    ${padEnd(name, nameWidth)}  `), span(imageProgress(image), tone(image))];
}

function tone({ kind }: ImageStory): "bad" | "warn" | "dim" {
  if (kind === "failed") return "bad";
  return kind === "retrying" ? "warn" : "dim";
}

/** Models on their way; those that arrived are counted in the step's own line. */
export function modelLines({ models }: Story): readonly Line[] {
  return [...models]
    .filter(([, { kind }]) => kind !== "fetched")
    .map(([name, model]) => [
      span(`    ${name}  `),
      span(modelProgress(model), model.kind === "failed" ? "bad" : "dim"),
    ]);
}

/** The other steps show in the lines of the services. */
const shown: readonly Step[] = ["preflight", "secrets", "images", "models"];

export function stepLines(story: Story, nowMs: number, style: Style): readonly Line[] {
  return shown.flatMap((step) => {
    const told = story.steps.get(step);
    return told === undefined ? [] : [stepLine(step, told, { story, nowMs, style })];
  });
}

function stepLine(
  step: Step,
  told: StepStory,
  { story, nowMs, style }: { readonly story: Story; readonly nowMs: number; readonly style: Style },
): Line {
  const isOver = told.durationMs !== undefined;
  const time = duration(told.durationMs ?? nowMs - told.startedMs);
  return [
    markSpan(isOver ? stepMark(step, story) : "busy", style.symbols),
    span(` ${padEnd(step, 10)} ${padStart(time, 9)}`),
    span(isOver ? `  ${stepResult(step, story)}` : "", "dim"),
  ];
}
