import { listen } from "./listen.ts";
import type { Performance } from "./performance.ts";
import { titleOf } from "./title.ts";
import { setTimeout as sleep } from "node:timers/promises";

/** The service's main process, usually number 1 of its container. */
export async function serve(orders: Performance, argv: readonly string[]): Promise<void> {
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
function entitle(orders: Performance, state: "loading" | "serving" | "unhealthy"): void {
  process.title = titleOf(state, orders.service);
}

function crash(orders: Performance): void {
  process.stderr.write(`fatal: ${orders.service} was told to crash (rehearsal)\n`);
  process.exit(1);
}

/** Takes as long as it was told to, and says on the way what the real one says. */
async function load(orders: Performance): Promise<void> {
  const lines = linesOf(orders);
  for (const line of lines) {
    process.stdout.write(`${line}\n`);
    await sleep(orders.loadMs / lines.length);
  }
}

/** The last one is about being ready, which one that fails never is. */
function linesOf({ bootLines, fault, service }: Performance): readonly string[] {
  const said = fault === "crash" || fault === "oom" ? bootLines.slice(0, -1) : bootLines;
  return said.length > 0 ? said : [`${service}: starting`];
}

const held: Buffer[] = [];

/** Takes memory, and touches it, until the kernel ends this process at the container's limit. */
function runOutOfMemory(): void {
  process.stdout.write("allocating memory\n");
  setInterval(() => held.push(Buffer.alloc(16 * 1024 * 1024, held.length + 1)), 5);
}
