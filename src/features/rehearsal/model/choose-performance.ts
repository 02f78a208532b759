import type { HttpBody, HttpPortFacts } from "../../../core/images/image-facts.ts";
import { listeningPorts, type ListeningPort } from "../../../core/images/listening-ports.ts";
import { flagValue, type Invocation } from "../../../core/images/setting-of.ts";
import type { PlayedPath, PlayedPort, Performance } from "../stand-in/performance.ts";
import { isAwaitedToEnd } from "../../../core/environment/one-shot.ts";
import type { StandInSource } from "./stand-in-source.ts";

/** What the service's stand-in is to be. */
export function choosePerformance(casting: StandInSource): Performance {
  const { service, facts, options } = casting;
  const request = options.requests.find((candidate) => candidate.service === service.name);
  return {
    service: service.name,
    ports: portsOf(casting),
    loadMs: request?.loadMs ?? 0,
    ...(request?.fault === undefined ? {} : { fault: request.fault }),
    ends: isOneShot(casting),
    bootLines: facts?.bootLines ?? [],
  };
}

function portsOf({ service, facts }: StandInSource): readonly PlayedPort[] {
  const declared = [
    ...service.ports.filter(({ protocol }) => protocol === "tcp").map(({ container }) => container),
    ...service.expose,
  ];
  const ports = [...new Set(declared)];
  const argv = [...(service.entrypoint ?? []), ...(service.command ?? [])];
  const invocation: Invocation = { argv, environment: service.environment };
  const listening = facts === undefined ? ports.map(unknownPort) : listeningPorts(facts, invocation, ports);
  return listening.map((port) => ordered(port, invocation, service.extras.probe));
}

/** Whatever is asked of it on a declared port, a stranger's stand-in says yes. */
function unknownPort(port: number): ListeningPort {
  return { port, facts: { port, speaks: "http", paths: [], otherwise: 200 } };
}

type Probe = StandInSource["service"]["extras"]["probe"];

function ordered({ port, facts }: ListeningPort, invocation: Invocation, probe: Probe): PlayedPort {
  if (facts.speaks !== "http") return { port, speaks: facts.speaks };
  const paths = facts.paths.map(({ path, method, status, needsKey = false, body }): PlayedPath => ({
    path,
    method: method ?? "GET",
    status,
    needsKey,
    body: body === undefined ? (expectedText(port, path, probe) ?? "ok\n") : bodyText(body, invocation),
  }));
  return {
    port,
    speaks: "http",
    paths: [...paths, ...expected(port, facts, probe)],
    otherwise: facts.otherwise,
    getOnly: facts.getOnly ?? false,
    keyFrom: facts.keyFrom ?? [],
    ...(facts.keyOfAccount === undefined ? {} : { keyOfAccount: facts.keyOfAccount }),
  };
}

/** What the service's own probe looks for on a page of which the table knows no more than that it is there. */
function expectedText(port: number, path: string, probe: Probe): string | undefined {
  const matches = probe?.kind === "http" && probe.port === port && probe.path.split("?")[0] === path;
  return matches ? probe.contains : undefined;
}

/** Where any path will do, the page that the service's own probe looks at. */
function expected(port: number, facts: HttpPortFacts, probe: Probe): readonly PlayedPath[] {
  const path = probe?.kind === "http" ? (probe.path.split("?")[0] ?? "/") : "/";
  const body = expectedText(port, path, probe);
  if (body === undefined || facts.otherwise !== 200 || facts.paths.some((known) => known.path === path))
    return [];
  return [{ path, method: "GET", status: 200, needsKey: false, body }];
}

function bodyText(body: HttpBody, { argv }: Invocation): string {
  if (typeof body === "string") return body;
  const id =
    flagValue(body.nameFlag, argv) ?? flagValue(body.modelFlag, argv) ?? positionalModel(argv) ?? "model";
  return JSON.stringify({ object: "list", data: [{ id, object: "model" }] });
}

/** The first word that names a model, after the program itself (`vllm serve Qwen/Qwen3-14B-AWQ --port …`). */
function positionalModel(argv: readonly string[]): string | undefined {
  const serve = argv.indexOf("serve");
  const first = argv[serve + 1];
  return first?.startsWith("-") === true ? undefined : first;
}

/** That it is never restarted is Compose's default and says nothing: most servers are written so. */
function isOneShot({ service, facts, model }: StandInSource): boolean {
  return isAwaitedToEnd(service, model) || facts?.job === true;
}
