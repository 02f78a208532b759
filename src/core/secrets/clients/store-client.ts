import type { Failure, Success } from "../../../world/result.ts";
import { createRedactor } from "../mask/redact.ts";
import type { Engine, ExecResult } from "../../../world/engine/engine.ts";

/** A data store that keeps its own copy of a password, seen from its own container. */
export interface StoreClient {
  /** Whether a log-in over the network, as a client does it, succeeds. */
  probe(password: string, signal: AbortSignal): Promise<ProbeAnswer>;
  /** Makes `next` the password, logging in with `current` where the store wants that. */
  change(passwords: PasswordChange, signal: AbortSignal): Promise<StepAnswer>;
}

export interface PasswordChange {
  readonly current: string;
  readonly next: string;
}

export type ProbeAnswer =
  | { readonly kind: "accepted" }
  | { readonly kind: "refused" }
  /** Neither: the store does not answer, or not in words that are understood. */
  | { readonly kind: "unclear"; readonly reason: string }
  | { readonly kind: "aborted" };

/** How a step ended. `reason` never has a secret in it. */
export type StepAnswer =
  | Success<undefined>
  | Failure<string>
  /** The signal aborted; the step may have been done or not. */
  | { readonly kind: "aborted" };

export const done: StepAnswer = { kind: "ok", value: undefined };

/** Of an engine, nothing more than this is needed. */
export interface ExecWorld {
  readonly engine: Pick<Engine, "exec">;
}

export interface StoreContainer {
  readonly containerId: string;
  /** An address of the container itself, never 127.0.0.1: over 127.0.0.1 stores often ask for no password. */
  readonly address: string;
}

interface StoreCommand {
  /** A shell script; its arguments are no secrets. */
  readonly script: string;
  readonly args: readonly string[];
  /** Standard input: here, and only here, secrets travel. */
  readonly input: string;
  /** What must not show in what is told of a failure. */
  readonly secrets: readonly string[];
}

type StoreExec =
  | { readonly kind: "exited"; readonly exitCode: number; readonly stdout: string; readonly stderr: string }
  | Failure<string>
  | { readonly kind: "aborted" };

/** Runs a shell script in a store's container. */
export async function execInStore(
  world: ExecWorld,
  container: StoreContainer,
  command: StoreCommand,
  signal: AbortSignal,
): Promise<StoreExec> {
  const answer = await world.engine.exec({
    containerId: container.containerId,
    command: ["sh", "-c", command.script, "sh", ...command.args],
    environment: { LC_ALL: "C" },
    input: command.input,
    timeoutMs: 15_000,
    signal,
  });
  if (signal.aborted) return { kind: "aborted" };
  if (answer.kind === "failed") return { kind: "failed", error: answer.error.message };
  return withoutSecrets(answer.value, command.secrets);
}

function withoutSecrets(result: ExecResult, secrets: readonly string[]): StoreExec {
  if (result.kind === "timed-out") return { kind: "failed", error: "the store did not answer within 15 s" };
  const redactor = createRedactor(secrets);
  return {
    kind: "exited",
    exitCode: result.exitCode,
    stdout: redactor.redact(result.stdout),
    stderr: redactor.redact(result.stderr),
  };
}

/** The last line that says something: what a program complains of comes last. */
export function lastLine(text: string): string {
  return text.trim().split("\n").at(-1)?.trim() ?? "";
}
