import { no } from "./probe.ts";
import type { Probe, ProbeCommand, ProofAnswer, ProofTarget } from "./probe.ts";

const usualTimeoutMs = 30_000;

interface Asked {
  readonly description: string;
  readonly command: readonly string[];
  /** 0 and none: as is usual. */
  readonly timeoutMs?: number;
}

/** A command that is run inside the container: 0 is yes. */
export function commandProbe({ description, command, timeoutMs = 0 }: Asked): Probe {
  const run = { command, timeoutMs: timeoutMs || usualTimeoutMs };
  return {
    description,
    isHealthCheck: false,
    cost: () => "command",
    command: run,
    ask: async (target) => commandSucceeds(run, target),
  };
}

async function commandSucceeds(
  { command, timeoutMs }: ProbeCommand,
  { world, detail, signal }: ProofTarget,
): Promise<ProofAnswer> {
  const answer = await world.engine.exec({ containerId: detail.id, command, timeoutMs, signal });
  if (answer.kind === "failed") return no(answer.error.message);
  if (answer.value.kind === "timed-out") return no(`no answer within ${String(timeoutMs)} ms`);
  const { exitCode, stdout, stderr } = answer.value;
  return exitCode === 0 ? { kind: "yes" } : { kind: "no", output: `${stdout}${stderr}`.trim(), exitCode };
}
