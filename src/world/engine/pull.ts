import { dockerConfigDirectory, readDockerConfig } from "./connection/docker-config.ts";
import type { CallerEnvironment } from "../caller-environment.ts";
import { noDeadline } from "../processes/deadline.ts";
import { failedWith, ok } from "./connection/engine-answer.ts";
import { open } from "./connection/engine-client.ts";
import type { Connect } from "./connection/engine-connection.ts";
import type { EngineAnswer, PullProgress } from "./engine.ts";
import { readImageReference } from "./image-reference.ts";
import type { Processes } from "../processes/processes.ts";
import { readProgress } from "./streams/progress-lines.ts";
import { sumPullProgress } from "./streams/pull-progress.ts";
import { findCredentials, registryAuthHeader } from "./connection/registry-credentials.ts";

export interface PullRequest {
  readonly reference: string;
  readonly platform?: string;
  readonly signal: AbortSignal;
}

export interface PullCaller extends CallerEnvironment {
  readonly connect: Connect;
  readonly processes: Processes;
}

/** Failures carry the engine's message word for word: `toomanyrequests: …`, `manifest unknown`, … */
export async function pullImage(
  caller: PullCaller,
  { reference, platform, signal }: PullRequest,
  onProgress: (progress: PullProgress) => void,
): Promise<EngineAnswer<"pulled">> {
  const { name, registry } = readImageReference(reference);
  const headers = await authHeaders(caller, registry);
  if (headers.kind === "failed") return headers;
  const query = { fromImage: name, ...(platform === undefined ? {} : { platform }) };
  const request = { method: "POST", path: "/images/create", query, headers: headers.value } as const;
  const response = await open(caller.connect, request, signal);
  if (response.kind === "failed") return response;
  try {
    const ending = await readProgress(response.value, signal, sumPullProgress(onProgress));
    return ending.kind === "failed" ? ending : ok("pulled");
  } catch (error) {
    return failedWith(error, reference, noDeadline(signal));
  }
}

async function authHeaders(
  { environment, homeDirectory, processes }: PullCaller,
  registry: string,
): Promise<EngineAnswer<Readonly<Record<string, string>>>> {
  const config = await readDockerConfig(dockerConfigDirectory(environment, homeDirectory));
  const credentials = await findCredentials(config, registry, processes);
  if (credentials.kind === "failed") return credentials;
  if (credentials.value === undefined) return ok({});
  return ok({ "X-Registry-Auth": registryAuthHeader(credentials.value, registry) });
}
