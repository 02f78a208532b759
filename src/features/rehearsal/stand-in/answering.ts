import { readFileSync, readdirSync } from "node:fs";
import { connect } from "./ask/connect.ts";
import type { Performance } from "./performance.ts";
import { markOf } from "./title.ts";
import type { Played } from "./tools/played.ts";

/** The check of a service whose image is unknown: its ports take connections, or its process says it serves. */
export async function answering(orders: Performance): Promise<Played> {
  if (!readdirSync("/proc").some((entry) => isServing(entry, orders))) {
    return { exitCode: 1, err: `${orders.service} is not serving\n` };
  }
  const answers = await Promise.all(orders.ports.map(({ port }) => connect("127.0.0.1", port, 2_000)));
  const closed = orders.ports.filter((_, index) => answers[index] !== "open");
  return closed.length === 0
    ? { exitCode: 0, out: "answering; image unknown: check not judged\n" }
    : { exitCode: 1, err: `no answer on port ${closed.map(({ port }) => String(port)).join(", ")}\n` };
}

function isServing(entry: string, orders: Performance): boolean {
  if (!/^\d+$/.test(entry)) return false;
  try {
    return readFileSync(`/proc/${entry}/cmdline`, "utf8").startsWith(markOf("serving", orders.service));
  } catch {
    return false; // ended between the listing and the reading
  }
}
