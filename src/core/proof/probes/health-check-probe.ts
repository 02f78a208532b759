import { commandProbe } from "./command-probe.ts";
import type { CheckedPage, Gate, Probe } from "./probe.ts";

interface HealthCheck {
  /** As Docker has it: `CMD` and words, or `CMD-SHELL` and a line. */
  readonly test: readonly string[];
  readonly timeoutMs: number;
}

/** The service's own health check, run by us: the engine's next one may be half a minute away. */
export function healthCheckProbe({ test, timeoutMs }: HealthCheck, tcpPorts: readonly number[]): Probe {
  const command = test[0] === "CMD-SHELL" ? ["/bin/sh", "-c", test[1] ?? ""] : test.slice(1);
  const gate = gateOf(command, tcpPorts);
  return {
    ...commandProbe({ description: "its health check", command, timeoutMs }),
    isHealthCheck: true,
    gate,
    ...(gate.page === undefined ? {} : { path: gate.page.path }),
  };
}

function gateOf(command: readonly string[], declaredPorts: readonly number[]): Gate {
  const page = checkedPage(command);
  if (page === undefined) return { ports: declaredPorts, page, mayBePrivate: false };
  return { ports: [page.port], page, mayBePrivate: !declaredPorts.includes(page.port) };
}

/** The page in a health check's command, where it names one of its own machine: `curl -f http://localhost:80/health`. */
export function checkedPage(command: readonly string[]): CheckedPage | undefined {
  const found = ownPage.exec(command.join(" "));
  return found === null ? undefined : { port: Number(found[1] ?? 80), path: found[2] ?? "/" };
}

/** Without what a shell or a program still has to fill in. */
const ownPage =
  /http:\/\/(?:localhost|127\.0\.0\.1|0\.0\.0\.0|\[::1\])(?::(\d{1,5}))?(\/[\w./?=&%~+-]*)?(?=["'\s)]|$)/u;
