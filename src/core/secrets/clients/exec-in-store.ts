import type { Engine, ExecResult } from "../../../world/engine/engine.ts";
import { createRedactor } from "../mask/redact.ts";

/** Of an engine, nothing more than this is needed. */
export interface ExecWorld {
  readonly engine: Pick<Engine, "exec">;
}

export interface StoreContainer {
  readonly containerId: string;
  /** An address of the container itself, never 127.0.0.1: over 127.0.0.1 stores often ask for no password. */
  readonly address: string;
}

export interface StoreCommand {
  /** A shell script; its arguments are no secrets. */
  readonly script: string;
  readonly args: readonly string[];
  /** Standard input: here, and only here, secrets travel. */
  readonly input: string;
  /** What must not show in what is told of a failure. */
  readonly secrets: readonly string[];
}

export type StoreExec =
  | { readonly kind: "exited"; readonly exitCode: number; readonly stdout: string; readonly stderr: string }
  | { readonly kind: "failed"; readonly reason: string }
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
  if (answer.kind === "failed") return { kind: "failed", reason: answer.failure.message };
  return withoutSecrets(answer.value, command.secrets);
}

function withoutSecrets(result: ExecResult, secrets: readonly string[]): StoreExec {
  if (result.kind === "timed-out") return { kind: "failed", reason: "the store did not answer within 15 s" };
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
