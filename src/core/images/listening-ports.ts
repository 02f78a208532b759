import type { ImageFacts, PortFacts } from "./image-facts.ts";
import { type Invocation, settingOf } from "./setting-of.ts";

export interface ListeningPort {
  readonly port: number;
  readonly facts: PortFacts;
}

/** Where the image really listens when it is run this way; `declared` are the container ports its service names. */
export function listeningPorts(
  facts: ImageFacts,
  invocation: Invocation,
  declared: readonly number[],
): readonly ListeningPort[] {
  const own = facts.ports.flatMap((port) => numbered(port, invocation));
  if (facts.listensWhereDeclared !== true) return own;
  const others = declared.filter((port) => own.every((known) => known.port !== port));
  return [...own, ...others.map((port) => ({ port, facts: configured(port) }))];
}

function numbered(facts: PortFacts, invocation: Invocation): readonly ListeningPort[] {
  const set = portNumber(settingOf(facts.portFrom ?? [], invocation));
  const port = set ?? facts.port;
  return port === undefined ? [] : [{ port, facts }];
}

/** `8000`, `:9001`, `0.0.0.0:9090` and `http://[::]:8000` all name a port last. */
function portNumber(value: string | undefined): number | undefined {
  const digits = value === undefined ? undefined : /(?:^|:)(\d{1,5})$/.exec(value)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

/** 443 by custom has TLS on it, which nobody can answer without the certificate. */
function configured(port: number): PortFacts {
  return port === 443 || port === 8443
    ? { port, speaks: "tcp" }
    : { port, speaks: "http", paths: [], otherwise: 200 };
}
