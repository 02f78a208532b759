import { setTimeout as sleep } from "node:timers/promises";
import type { Orders } from "./orders.ts";

/** Takes as long as it was told to, and says on the way what the real one says. */
export async function load(orders: Orders): Promise<void> {
  const lines = orders.bootLines.length > 0 ? orders.bootLines : [`${orders.service}: starting`];
  for (const line of lines) {
    process.stdout.write(`${line}\n`);
    await sleep(orders.loadMs / lines.length);
  }
}
