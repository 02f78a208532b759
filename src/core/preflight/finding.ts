import type { Finding } from "./check.ts";
import type { findingData } from "./finding-data.ts";
import type { FindingId } from "./finding-ids.ts";
import type * as z from "zod";

/** What a finding of this id says to programs. */
export type FindingData<Id extends FindingId> = Id extends keyof typeof findingData
  ? z.infer<(typeof findingData)[Id]>
  : Readonly<Record<string, never>>;

interface FindingWords {
  readonly title: string;
  readonly detail?: string;
  readonly fix?: string;
}

/** Who has nothing to say to programs leaves `data` out. */
type FindingParts<Id extends FindingId> = FindingWords &
  (Id extends keyof typeof findingData
    ? { readonly data: FindingData<Id> }
    : { readonly data?: FindingData<Id> });

/** Finds only under ids that are documented, and says to programs only what is documented of them. */
export function finding<Id extends FindingId>(
  status: Finding["status"],
  id: Id,
  parts: FindingParts<Id>,
): Finding {
  return {
    id,
    status,
    title: parts.title,
    detail: parts.detail ?? "",
    fix: parts.fix ?? "",
    data: parts.data ?? {},
  };
}

/** What is well. */
export function pass<Id extends FindingId>(id: Id, title: string, data?: FindingData<Id>): Finding {
  return { id, status: "pass", title, detail: "", fix: "", data: data ?? {} };
}

/** What a start tells and does not stop for. */
export function warn<Id extends FindingId>(id: Id, parts: FindingParts<Id>): Finding {
  return finding("warn", id, parts);
}

/** What keeps a start from beginning, unless `--ignore` names it. */
export function fail<Id extends FindingId>(id: Id, parts: FindingParts<Id>): Finding {
  return finding("fail", id, parts);
}

/** What could not be found out, and why. */
export function skip(id: FindingId, title: string, detail: string): Finding {
  return { id, status: "skip", title, detail, fix: "", data: {} };
}
