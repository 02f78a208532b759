import type { Duplex } from "node:stream";
import { setTimeout as delay } from "node:timers/promises";
import * as z from "zod";
import { startDeadline } from "../processes/deadline.ts";
import type { Deadline } from "../processes/deadline.ts";
import { demultiplex } from "./streams/demultiplex.ts";
import { failed, ok } from "./connection/engine-answer.ts";
import { ask, upgrade } from "./connection/engine-client.ts";
import type { Connect } from "./connection/engine-connection.ts";
import type { EngineAnswer, ExecRequest, ExecResult } from "./engine.ts";

interface Output {
  readonly stdout: Buffer[];
  readonly stderr: Buffer[];
}

export async function execInContainer(
  connect: Connect,
  request: ExecRequest,
): Promise<EngineAnswer<ExecResult>> {
  const deadline = startDeadline(request.timeoutMs, request.signal);
  const output: Output = { stdout: [], stderr: [] };
  try {
    const exitCode = await run(connect, request, { deadline, output });
    if (deadline.hasPassed()) return ok({ kind: "timed-out", ...textOf(output) });
    return exitCode.kind === "failed"
      ? exitCode
      : ok({ kind: "exited", exitCode: exitCode.value, ...textOf(output) });
  } finally {
    deadline.end();
  }
}

interface Run {
  readonly deadline: Deadline;
  readonly output: Output;
}

async function run(
  connect: Connect,
  request: ExecRequest,
  { deadline, output }: Run,
): Promise<EngineAnswer<number>> {
  const { signal } = deadline;
  const created = await create(connect, request, signal);
  if (created.kind === "failed") return created;
  const path = `/exec/${created.value.Id}`;
  const body = { Detach: false, Tty: false };
  const stream = await upgrade(connect, { method: "POST", path: `${path}/start`, body }, signal);
  if (stream.kind === "failed") return stream;
  await collect(stream.value, { input: request.input, signal, output });
  return readExitCode(connect, `${path}/json`, signal);
}

function create(
  connect: Connect,
  request: ExecRequest,
  signal: AbortSignal,
): Promise<EngineAnswer<{ Id: string }>> {
  const path = `/containers/${encodeURIComponent(request.containerId)}/exec`;
  const body = {
    AttachStdin: request.input !== undefined,
    AttachStdout: true,
    AttachStderr: true,
    Cmd: request.command,
    Env: Object.entries(request.environment ?? {}).map(([name, value]) => `${name}=${value}`),
    ...(request.user === undefined ? {} : { User: request.user }),
    ...(request.privileged === true ? { Privileged: true } : {}),
    ...(request.workingDirectory === undefined ? {} : { WorkingDir: request.workingDirectory }),
  };
  return ask(connect, { method: "POST", path, body, signal }, createdSchema);
}

const createdSchema = z.object({ Id: z.string() });

interface Collecting {
  readonly input: string | undefined;
  readonly signal: AbortSignal;
  readonly output: Output;
}

/** Until the command closes its output; a connection that breaks shows in the exit code, which is asked for next. */
async function collect(stream: Duplex, { input, signal, output }: Collecting): Promise<void> {
  const take = demultiplex((payload, from) => {
    output[from === "stdout" ? from : "stderr"].push(payload);
  });
  const end = (): void => {
    stream.destroy();
  };
  signal.addEventListener("abort", end, { once: true });
  await new Promise<void>((resolve) => {
    stream.on("data", take);
    stream.on("error", () => undefined);
    stream.once("close", resolve);
    stream.once("end", end);
    if (input !== undefined) stream.end(input);
    if (signal.aborted) end();
  });
  signal.removeEventListener("abort", end);
}

const stateSchema = z.object({ Running: z.boolean(), ExitCode: z.number().nullish() });

const betweenLooksMs = 10;

/** The output ends a moment before the engine has noted the exit code, and long before when a daemon stays behind. */
async function readExitCode(
  connect: Connect,
  path: string,
  signal: AbortSignal,
): Promise<EngineAnswer<number>> {
  for (;;) {
    const state = await ask(connect, { method: "GET", path, signal }, stateSchema);
    if (state.kind === "failed") return state;
    const { Running, ExitCode } = state.value;
    if (!Running && ExitCode !== null && ExitCode !== undefined) return ok(ExitCode);
    await delay(betweenLooksMs, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) return failed("aborted", "interrupted");
  }
}

function textOf({ stdout, stderr }: Output): { readonly stdout: string; readonly stderr: string } {
  return { stdout: Buffer.concat(stdout).toString("utf8"), stderr: Buffer.concat(stderr).toString("utf8") };
}
