import type { Finding } from "./check.ts";
import type { FindingId } from "./finding-ids.ts";

interface FindingParts {
  readonly title: string;
  readonly detail?: string;
  readonly fix?: string;
  readonly data?: Readonly<Record<string, unknown>>;
}

/** Finds only under ids that are documented. */
export function finding(status: Finding["status"], id: FindingId, parts: FindingParts): Finding {
  return {
    id,
    status,
    title: parts.title,
    detail: parts.detail ?? "",
    fix: parts.fix ?? "",
    data: parts.data ?? {},
  };
}

export function pass(id: FindingId, title: string, data: FindingParts["data"] = {}): Finding {
  return finding("pass", id, { title, data });
}

export function warn(id: FindingId, parts: FindingParts): Finding {
  return finding("warn", id, parts);
}

export function fail(id: FindingId, parts: FindingParts): Finding {
  return finding("fail", id, parts);
}

export function skip(id: FindingId, title: string, detail: string): Finding {
  return finding("skip", id, { title, detail });
}

/** "23.5 GiB", for people. */
export function gibibytes(bytes: number): string {
  const amount = bytes / 1024 ** 3;
  return amount < 1 ? `${Math.round(bytes / 1024 ** 2)} MiB` : `${Number(amount.toFixed(1))} GiB`;
}
