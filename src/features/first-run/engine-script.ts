import type { Result } from "../../world/result.ts";
import type { ProcessRequest } from "../../world/processes/processes.ts";
import type { World } from "../../world/world.ts";

export type EngineScript = Result<readonly string[], string>;

/** Packages from a slow mirror. */
const longestMs = 30 * 60_000;

/**
 * What making sure of an engine takes on this machine: the script that comes with this program knows, and says. Where
 * only a password stands between this user and root, sudo asks for it once, and the script finds that it is known.
 */
export async function printEngineScript(world: World): Promise<EngineScript> {
  const { processes, machine, terminal } = world;
  const script = await show(world);
  const mayHelp = script.kind === "failed" && /sudo without a password/u.test(script.error);
  if (!mayHelp || machine.userId === 0 || !terminal.canAsk) return script;
  const given = await processes.handOver({ command: "sudo", args: ["-v"], signal: terminal.interrupted });
  return given.kind === "exited" && given.exitCode === 0 ? show(world) : script;
}

async function show(world: World): Promise<EngineScript> {
  const request = { ...requestFor(world), timeoutMs: 60_000 };
  const result = await world.processes.run({ ...request, args: [...request.args, "--show"] });
  if (result.kind !== "exited")
    return { kind: "failed", error: `${engineScriptPath(world)}: ${result.kind}` };
  if (result.exitCode !== 0) return { kind: "failed", error: result.stderr.trim() };
  return { kind: "ok", value: result.stdout.split("\n").filter((line) => line !== "") };
}

/** Undefined when an engine answers; else why not. What a killed run began, the next one finishes. */
export async function runEngineScript(
  world: World,
  onLine: (line: string) => void,
): Promise<string | undefined> {
  const complaints: string[] = [];
  const result = await world.processes.stream(requestFor(world), (line, from) => {
    if (from === "stderr") complaints.push(line);
    else onLine(line);
  });
  if (result.kind === "exited" && result.exitCode === 0) return undefined;
  return complaints.length > 0 ? complaints.join("\n") : `it ended: ${result.kind}`;
}

export function engineScriptPath({ files }: Pick<World, "files">): string {
  return files.resolve(files.packageDirectory, "bin", "ensure-engine.mjs");
}

function requestFor(world: World): ProcessRequest {
  return {
    command: world.machine.nodePath,
    args: [engineScriptPath(world), "--let-in"],
    timeoutMs: longestMs,
    signal: world.terminal.interrupted,
  };
}
