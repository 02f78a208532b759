import { ok } from "./connection/engine-answer.ts";
import { call } from "./connection/engine-client.ts";
import type { CallRequest, EngineReply } from "./connection/engine-client.ts";
import type { Connect } from "./connection/engine-connection.ts";
import type { EngineAnswer } from "./engine.ts";

/** Hooks of a GPU runtime and a cold disk make starting slow. */
const startTimeoutMs = 120_000;

/** Longer than any `stop_grace_period` that a container brings along. */
const ownGraceSeconds = 1800;

export async function startContainer(
  connect: Connect,
  containerId: string,
): Promise<EngineAnswer<"started" | "already-running">> {
  const path = `${container(containerId)}/start`;
  const reply = await call(connect, { method: "POST", path, timeoutMs: startTimeoutMs });
  return outcome(reply, ({ status }) => (status === 304 ? "already-running" : "started"));
}

export async function stopContainer(
  connect: Connect,
  containerId: string,
  how: { readonly graceSeconds: number | undefined; readonly signalName: string | undefined },
): Promise<EngineAnswer<"stopped" | "already-stopped">> {
  const { query, ...request } = ending(how.graceSeconds);
  const signal = how.signalName === undefined ? {} : { signal: how.signalName };
  const path = `${container(containerId)}/stop`;
  const reply = await call(connect, { ...request, path, query: { ...query, ...signal } });
  return outcome(reply, ({ status }) => (status === 304 ? "already-stopped" : "stopped"));
}

export async function restartContainer(
  connect: Connect,
  containerId: string,
  graceSeconds: number | undefined,
): Promise<EngineAnswer<"restarted">> {
  const reply = await call(connect, { path: `${container(containerId)}/restart`, ...ending(graceSeconds) });
  return outcome(reply, () => "restarted");
}

export async function unpauseContainer(
  connect: Connect,
  containerId: string,
): Promise<EngineAnswer<"unpaused">> {
  const path = `${container(containerId)}/unpause`;
  return outcome(await call(connect, { method: "POST", path }), () => "unpaused");
}

export async function killContainer(
  connect: Connect,
  containerId: string,
  signal: string,
): Promise<EngineAnswer<"killed">> {
  const path = `${container(containerId)}/kill`;
  return outcome(await call(connect, { method: "POST", path, query: { signal } }), () => "killed");
}

export async function pauseContainer(connect: Connect, containerId: string): Promise<EngineAnswer<"paused">> {
  return outcome(
    await call(connect, { method: "POST", path: `${container(containerId)}/pause` }),
    () => "paused",
  );
}

/** Leaves volumes alone, also those without a name. */
export async function removeContainer(
  connect: Connect,
  containerId: string,
  force: boolean,
): Promise<EngineAnswer<"removed">> {
  const request = { method: "DELETE", path: container(containerId), query: { force, v: false } } as const;
  return outcome(await call(connect, request), () => "removed");
}

function container(id: string): string {
  return `/containers/${encodeURIComponent(id)}`;
}

/** The engine answers only when the container has stopped, or was killed after the grace. */
function ending(graceSeconds: number | undefined): Pick<CallRequest, "method" | "query" | "timeoutMs"> {
  return {
    method: "POST",
    query: graceSeconds === undefined ? {} : { t: graceSeconds },
    timeoutMs: (graceSeconds ?? ownGraceSeconds) * 1000 + startTimeoutMs,
  };
}

function outcome<T>(reply: EngineAnswer<EngineReply>, name: (reply: EngineReply) => T): EngineAnswer<T> {
  return reply.kind === "failed" ? reply : ok(name(reply.value));
}
