import type { PullProgress } from "../engine.ts";
import type { ProgressLine } from "./progress-lines.ts";

interface Layer {
  readonly current: number;
  readonly total: number;
}

/** Adds up what the engine tells of each layer; the total grows as layers tell their size. */
export function sumPullProgress(onProgress: (progress: PullProgress) => void): (line: ProgressLine) => void {
  const layers = new Map<string, Layer>();
  return ({ id, status, progressDetail }) => {
    const phase = status ?? "";
    if (id !== undefined) note(layers, id, layerAfter(layers.get(id), phase, progressDetail));
    const sums = [...layers.values()];
    onProgress({
      currentBytes: sums.reduce((sum, { current }) => sum + current, 0),
      totalBytes: sums.reduce((sum, { total }) => sum + total, 0),
      phase,
    });
  };
}

function note(layers: Map<string, Layer>, id: string, layer: Layer | undefined): void {
  if (layer !== undefined) layers.set(id, layer);
}

/** Extracting counts the same bytes once more, so it leaves the layer as downloaded. */
function layerAfter(
  known: Layer | undefined,
  phase: string,
  detail: ProgressLine["progressDetail"],
): Layer | undefined {
  if (phase === "Downloading" && detail?.total !== undefined) {
    return { current: detail.current ?? 0, total: Math.max(detail.total, 0) };
  }
  if (known === undefined || !/complete|Extracting|Verifying/.test(phase)) return known;
  return { current: known.total, total: known.total };
}
