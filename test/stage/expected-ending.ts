import type { Dependence, Part, Parts } from "./behaviour.ts";
import type { StagedStack } from "./staged-stack.ts";

type Standing = "ready" | "completed" | "unproven" | "failed" | "late" | "skipped" | "refused";

/** How a start of these services ends, worked out without a clock, an engine or a queue. */
export interface ExpectedEnding {
  /** In the words of the result; of an optional service nobody waits for the proof. */
  readonly states: ReadonlyMap<string, readonly string[]>;
  /** Of what is not optional: 4 for a failure, 5 where all that failed was late. */
  readonly failure: 4 | 5 | undefined;
}

export function expectedEnding(parts: Parts): ExpectedEnding {
  const standings = standingsOf(parts);
  const required = [...standings].filter(([name]) => parts[name]?.optional !== true);
  const bad = required.map(([, standing]) => standing).filter((standing) => isFailed(standing));
  const failure = bad.length === 0 ? undefined : bad.every((each) => each === "late") ? 5 : 4;
  return {
    states: new Map([...standings].map(([name, standing]) => [name, statesOf(standing, parts[name])])),
    failure,
  };
}

function standingsOf(parts: Parts): ReadonlyMap<string, Standing> {
  const standings = new Map<string, Standing>();
  // parts come after what they depend on
  for (const [name, part] of Object.entries(parts)) {
    const blocked = Object.entries(part.after ?? {}).some(
      ([other, dependence]) => !mayGoOn(standings.get(other), parts[other], dependence),
    );
    standings.set(name, blocked ? "skipped" : ownStanding(part));
  }
  return standings;
}

function ownStanding({ behaves }: Part): Standing {
  switch (behaves.kind) {
    case "serves":
      return "ready";
    case "stays":
      return "unproven";
    case "ends":
      return behaves.exitCode === 0 ? "completed" : "failed";
    case "restarts":
      return behaves.crashes < 3 ? "ready" : "failed";
    case "hangs":
      return "late";
    case "refused":
      return "refused";
  }
}

function mayGoOn(standing: Standing | undefined, other: Part | undefined, dependence: Dependence): boolean {
  if (dependence.required === false || other?.optional === true) return true;
  if (standing === "skipped" || standing === "refused") return false;
  return dependence.condition === "service_started" || standing === undefined || !isFailed(standing);
}

function isFailed(standing: Standing): boolean {
  return standing === "failed" || standing === "late" || standing === "refused";
}

function statesOf(standing: Standing, part: Part | undefined): readonly string[] {
  if (part?.optional !== true) return [isFailed(standing) ? "failed" : standing];
  if (standing === "skipped" || standing === "refused") return ["degraded"];
  return [isFailed(standing) ? "degraded" : standing, "starting"];
}

/** Whether the condition holds at the engine now, or never will and need not, whatever anybody knows of it. */
export function holds(
  { world, starts }: StagedStack,
  parts: Parts,
  name: string,
  { condition, required }: Dependence,
): boolean {
  const part = parts[name];
  if (part === undefined) return true;
  const standing = standingsOf(parts).get(name) ?? "skipped";
  if ((required === false || part.optional === true) && (isFailed(standing) || standing === "skipped"))
    return true;
  const containers = [...starts.keys()]
    .map((id) => world.engine.container(id))
    .filter(({ labels }) => labels["com.docker.compose.service"] === name);
  if (containers.length < (part.replicas ?? 1)) return false;
  const nowMs = world.clock.now().getTime();
  return containers.every(({ state, exitCode, startedAt }) => {
    const sinceMs = nowMs - (startedAt?.getTime() ?? nowMs);
    const { behaves } = part;
    if (condition === "service_started") return true;
    if (condition === "service_completed_successfully") return state === "exited" && exitCode === 0;
    if (behaves.kind === "serves" || behaves.kind === "restarts") return sinceMs >= behaves.afterMs;
    return behaves.kind === "stays" && sinceMs >= 4_999;
  });
}
