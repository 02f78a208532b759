import { setTimeout as sleep } from "node:timers/promises";
import type { Orders } from "./orders.ts";

/** Takes as long as it was told to, and says on the way what the real one says. */
export async function load(orders: Orders): Promise<void> {
  const lines = linesOf(orders);
  for (const line of lines) {
    process.stdout.write(`${line}\n`);
    await sleep(orders.loadMs / lines.length);
  }
}

/** The last one is about being ready, which one that fails never is. */
function linesOf({ bootLines, fault, service }: Orders): readonly string[] {
  const said = fault === "crash" || fault === "oom" ? bootLines.slice(0, -1) : bootLines;
  return said.length > 0 ? said : [`${service}: starting`];
}
