import { asksItself, runs } from "../services.ts";

const serve = "mkdir -p /tmp/www; echo hi > /tmp/www/index.html; exec httpd -f -p 8080 -h /tmp/www";

/** Becomes ready when the test writes `gate/open`: what has to happen before the end of a run has its time. */
export function gated(): Readonly<Record<string, unknown>> {
  return runs(`until test -f /gate/open; do sleep 0.1; done; ${serve}`, {
    healthcheck: asksItself,
    volumes: ["./gate:/gate"],
  });
}

/** Docker would make the folder itself, as root. */
export const gateFiles = { "gate/.keep": "" } as const;
