import type { Orders } from "./orders.ts";
import { listen } from "./listen.ts";
import { load } from "./load.ts";
import { runOutOfMemory } from "./run-out-of-memory.ts";
import { titleOf } from "./title.ts";

/** The service's main process, usually number 1 of its container. */
export async function serve(orders: Orders, argv: readonly string[]): Promise<void> {
  endWhenAsked();
  stay();
  entitle(orders, "loading");
  if (orders.fault === "hang") return;
  await load(orders);
  if (orders.fault === "oom") return runOutOfMemory();
  if (orders.fault === "crash") return crash(orders);
  if (orders.ends) process.exit(0);
  await listen(orders, argv);
  entitle(orders, orders.fault === "unhealthy" ? "unhealthy" : "serving");
}

/** Process 1 has no default action for signals: without this, each stop would wait for the kill. */
function endWhenAsked(): void {
  for (const signal of ["SIGTERM", "SIGINT", "SIGQUIT"]) process.on(signal, () => process.exit(0));
}

function stay(): void {
  setInterval(() => undefined, 2 ** 30);
}

/** Its state stands in its title, where the `answering` check reads it: a read-only container has no other place. */
function entitle(orders: Orders, state: "loading" | "serving" | "unhealthy"): void {
  process.title = titleOf(state, orders.service);
}

function crash(orders: Orders): void {
  process.stderr.write(`fatal: ${orders.service} was told to crash (rehearsal)\n`);
  process.exit(1);
}
