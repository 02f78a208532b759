import { busybox } from "./images.ts";

type Written = Readonly<Record<string, unknown>>;

/** Process 1 of these has no handler for SIGTERM; nobody wants to wait for the grace period. */
const base: Written = { image: busybox, stop_signal: "SIGKILL" };

/** Runs a shell line; what it ends with is how the container ends. */
export function runs(line: string, more: Written = {}): Written {
  // Compose reads `$` itself
  return { ...base, command: ["sh", "-c", line.replaceAll("$", "$$$$")], ...more };
}

/** Answers HTTP on 8080 once `sleepSeconds` have passed, and has a health check of its own that asks there. */
export function answers(more: Written = {}, sleepSeconds = 0): Written {
  const serve = "mkdir -p /tmp/www; echo welcome > /tmp/www/index.html; exec httpd -f -p 8080 -h /tmp/www";
  return runs(`sleep ${String(sleepSeconds)}; ${serve}`, { healthcheck: asksItself, ...more });
}

/** Timings as people write them: the engine itself would look for the first time after half a minute. */
export const asksItself = {
  test: ["CMD", "wget", "-q", "-O", "/dev/null", "http://127.0.0.1:8080/"],
  interval: "30s",
  start_period: "60s",
};

/** Keeps connections on 8080 open, and has no health check. */
export function listens(more: Written = {}): Written {
  return runs("exec nc -ll -p 8080 -e cat", { expose: ["8080"], ...more });
}

/** Runs for ever, and nothing can be asked of it. */
export function idles(more: Written = {}): Written {
  return runs("exec sleep 1000000", more);
}
