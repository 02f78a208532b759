import type { PreviewItem, RemovalDocument } from "../stop/take-down.ts";
import type { Style } from "./text/style.ts";
import { bytes } from "../../world/bytes.ts";
import { stayingReason } from "./words/down.ts";
import { line, span, type Line } from "./text/span.ts";
import { table } from "./text/table.ts";

/** What a destructive command is about to remove, what it keeps and why. */
export function previewText({ goes, stays }: RemovalDocument, style: Style): readonly Line[] {
  return [
    ...block({ title: "goes", tone: "bad" }, goes, () => "", style),
    ...block({ title: "stays", tone: "good" }, stays, ({ why }) => stayingReason(why), style),
  ];
}

function block<T extends PreviewItem>(
  { title, tone }: { readonly title: string; readonly tone: "bad" | "good" },
  items: readonly T[],
  why: (item: T) => string,
  style: Style,
): readonly Line[] {
  if (items.length === 0) return [];
  const rows = items.map((each) => [
    line(`  ${each.kind}`, "dim"),
    line(each.name),
    line(each.sizeBytes === null ? "" : bytes(each.sizeBytes)),
    line(why(each), "dim"),
  ]);
  const total = items.reduce((sum, { sizeBytes }) => sum + (sizeBytes ?? 0), 0);
  const heading = [span(title, tone), span(total === 0 ? "" : `  ${bytes(total)}`, "dim")];
  return [heading, ...table(columns, rows, style)];
}

const columns = [
  { header: "", align: "left" },
  { header: "", align: "left" },
  { header: "", align: "right" },
  { header: "", align: "left" },
] as const;
