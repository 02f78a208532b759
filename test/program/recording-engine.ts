import { createServer } from "node:http";
import type { IncomingMessage, ServerResponse } from "node:http";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import * as z from "zod";

/** A Docker Engine of which nothing runs: it answers what Compose asks, and writes down what it was told to do. */
export interface RecordingEngine {
  /** For DOCKER_HOST. */
  readonly address: string;
  /** Every call that changes something, as words: `create demo-db-1`, `start demo-db-1`, `pull …`. */
  readonly calls: readonly string[];
  /** Containers by name. */
  readonly containers: ReadonlyMap<string, RecordedContainer>;
  forget(): void;
}

interface RecordedContainer {
  readonly id: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly image: string;
  isRunning: boolean;
}

interface State {
  readonly calls: string[];
  readonly containers: Map<string, RecordedContainer>;
  readonly networks: Map<string, Readonly<Record<string, string>>>;
  readonly volumes: Map<string, Readonly<Record<string, string>>>;
  made: number;
}

const version = { ApiVersion: "1.45", MinAPIVersion: "1.24", Version: "26.1.5", Os: "linux", Arch: "amd64" };

/** Ends with the test. */
export async function recordingEngine(): Promise<RecordingEngine> {
  const folder = await mkdtemp(join(tmpdir(), "stack-recording-"));
  const path = join(folder, "docker.sock");
  const state: State = {
    calls: [],
    containers: new Map(),
    networks: new Map(),
    volumes: new Map(),
    made: 0,
  };
  const server = createServer((request, response) => {
    answer(state, request, response).catch((error: unknown) =>
      send(response, 500, { message: String(error) }),
    );
  });
  await new Promise<void>((resolve) => server.listen(path, resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    server.close();
    await rm(folder, { recursive: true });
  });
  return {
    address: `unix://${path}`,
    calls: state.calls,
    containers: state.containers,
    forget: () => void state.calls.splice(0),
  };
}

function send(response: ServerResponse, status: number, body?: unknown): void {
  response.writeHead(status, { "Content-Type": "application/json", "Api-Version": version.ApiVersion });
  response.end(body === undefined ? undefined : JSON.stringify(body));
}

async function answer(state: State, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? "/", "http://engine");
  const [kind = "", name = "", action = ""] = url.pathname
    .replace(/^\/v\d[\d.]*\//u, "/")
    .split("/")
    .slice(1)
    .map(decodeURIComponent);
  const body = await bodyOf(request);
  switch (kind) {
    case "_ping":
      return send(response, 200, "OK");
    case "version":
      return send(response, 200, version);
    case "info":
      return send(response, 200, { ID: "recording", ServerVersion: version.Version, Driver: "overlay2" });
    case "images":
      return image(state, response, { method: request.method, name: url.pathname, url });
    case "containers":
      return container(state, response, { method: request.method, name, action, url, body });
    case "networks":
    case "volumes":
      return resource(state, response, { kind, method: request.method, name, body });
    case "events":
      // nothing happens by itself; Compose ends the stream
      response.writeHead(200, { "Content-Type": "application/json" });
      response.flushHeaders();
      return;
    default:
      send(response, 404, { message: `the recording engine has no ${url.pathname}` });
  }
}

interface Asked {
  readonly method: string | undefined;
  readonly name: string;
  readonly url: URL;
}

/** Every image is here. */
function image({ calls }: State, response: ServerResponse, { method, name, url }: Asked): void {
  if (method === "GET")
    return send(response, 200, { Id: `sha256:${"a".repeat(64)}`, RepoTags: [], Config: {} });
  calls.push(`image ${name} ${url.searchParams.get("fromImage") ?? ""}`);
  send(response, 200);
}

const createSchema = z.looseObject({
  Image: z.string(),
  Labels: z.record(z.string(), z.string()).default({}),
});

function container(
  state: State,
  response: ServerResponse,
  { method, name, action, url, body }: Asked & { readonly action: string; readonly body: unknown },
): void {
  const { calls, containers } = state;
  if (name === "json") return send(response, 200, [...containers].filter(isWanted(url)).map(rowOf));
  if (name === "create") {
    const asked = createSchema.parse(body);
    const named = url.searchParams.get("name") ?? "";
    state.made += 1;
    const id = String(state.made).padStart(64, "0");
    containers.set(named, { id, labels: asked.Labels, image: asked.Image, isRunning: false });
    calls.push(`create ${named}`);
    return send(response, 201, { Id: id, Warnings: [] });
  }
  const found = [...containers].find(([known, { id }]) => known === name || id === name);
  if (found === undefined) return send(response, 404, { message: `No such container: ${name}` });
  if (method === "GET") return send(response, 200, detailOf(found));
  change(state, found, { action, method, url });
  send(response, 204);
}

function change(
  { calls, containers }: State,
  [name, held]: readonly [string, RecordedContainer],
  {
    action,
    method,
    url,
  }: { readonly action: string; readonly method: string | undefined; readonly url: URL },
): void {
  calls.push([method === "DELETE" ? "remove" : action, name].join(" "));
  if (method === "DELETE") containers.delete(name);
  if (action === "start" || action === "restart") held.isRunning = true;
  if (action === "stop" || action === "kill") held.isRunning = false;
  if (action !== "rename") return;
  containers.delete(name);
  containers.set(url.searchParams.get("name") ?? "", held);
}

function isWanted(url: URL): (entry: readonly [string, RecordedContainer]) => boolean {
  const filters = z
    .object({ label: z.union([z.array(z.string()), z.record(z.string(), z.boolean())]).optional() })
    .parse(JSON.parse(url.searchParams.get("filters") ?? "{}"));
  const { label = [] } = filters;
  const wanted = Array.isArray(label) ? label : Object.keys(label);
  return ([, { labels }]) =>
    wanted.every((each) => {
      const [key = "", ...value] = each.split("=");
      return value.length === 0 ? key in labels : labels[key] === value.join("=");
    });
}

function rowOf([name, { id, labels, image: of, isRunning }]: readonly [string, RecordedContainer]): object {
  const state = isRunning ? "running" : "created";
  return { Id: id, Names: [`/${name}`], Image: of, Labels: labels, State: state, Status: state, Ports: [] };
}

function detailOf([name, { id, labels, image: of, isRunning }]: readonly [
  string,
  RecordedContainer,
]): object {
  return {
    Id: id,
    Name: `/${name}`,
    Image: `sha256:${"a".repeat(64)}`,
    State: { Status: isRunning ? "running" : "created", Running: isRunning, ExitCode: 0 },
    Config: { Image: of, Labels: labels },
    HostConfig: { NetworkMode: "default" },
    NetworkSettings: { Networks: {} },
    Mounts: [],
  };
}

const resourceSchema = z.looseObject({
  Name: z.string(),
  Labels: z.record(z.string(), z.string()).nullish(),
});

function resource(
  state: State,
  response: ServerResponse,
  asked: { kind: "networks" | "volumes"; method: string | undefined; name: string; body: unknown },
): void {
  const { kind, method, name, body } = asked;
  const held = state[kind];
  const shown = ([of, labels]: readonly [string, Readonly<Record<string, string>>]): object => ({
    Id: of,
    Name: of,
    Driver: kind === "networks" ? "bridge" : "local",
    Scope: "local",
    Labels: labels,
  });
  if (method === "POST" && name === "create") {
    const made = resourceSchema.parse(body);
    held.set(made.Name, made.Labels ?? {});
    state.calls.push(`create-${kind.slice(0, -1)} ${made.Name}`);
    return send(response, 201, shown([made.Name, made.Labels ?? {}]));
  }
  if (method !== "GET") {
    state.calls.push(`change-${kind.slice(0, -1)} ${name}`);
    return send(response, 200);
  }
  if (name === "") {
    const all = [...held].map(shown);
    return send(response, 200, kind === "volumes" ? { Volumes: all, Warnings: [] } : all);
  }
  const labels = held.get(name);
  if (labels === undefined) return send(response, 404, { message: `no such ${kind.slice(0, -1)}: ${name}` });
  send(response, 200, shown([name, labels]));
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  const text = Buffer.concat(chunks).toString("utf8");
  return text === "" ? undefined : JSON.parse(text);
}
