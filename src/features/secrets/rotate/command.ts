import { problems } from "../../../core/environment/problem.ts";
import type { Read } from "../../../core/environment/problem.ts";
import type { Outcome } from "../../../core/events/outcome.ts";
import { changedSinceStart } from "./consumers.ts";
import {
  engineProblem,
  findOwnProject,
  findRunningProject,
  lockProject,
} from "../../../core/ownership/running-project.ts";
import type { OwnProject } from "../../../core/ownership/running-project.ts";
import { rotateEnvironment } from "./rotate-environment.ts";
import type { RotationAnswer, RotationContext } from "./rotation.ts";
import { launchWords } from "../../../core/report/words/launch-words.ts";
import { lockedSentence } from "../../../core/report/words/ending.ts";
import { changedServices, rehearsedStores, serviceSentence, stepSentence } from "./words.ts";
import { whyNever } from "./prepare-rotation.ts";
import type { CommandContext } from "../../../command/command.ts";
import { goOnAfterCut } from "../../../command/with-own-project.ts";
import { interruptedOutcome, usageOutcome } from "../../../command/usage-outcome.ts";
import { hold, openSecrets, unknownNames } from "../open-secrets.ts";
import type { OpenedSecrets } from "../open-secrets.ts";
import { tellRotation } from "./tell-rotation.ts";

/** Gives secrets new values, in their stores, files and services, and proves it; finishes what was cut off. */
export async function rotate(context: CommandContext): Promise<Outcome> {
  const { world } = context;
  const opened = await openSecrets(context);
  if (opened.kind === "failed") return usageOutcome(opened.error);
  const names = rotatableNames(opened.value);
  if (names.kind === "failed") return usageOutcome(names.error);
  const engine = await world.engine.ping(10_000);
  if (engine.kind === "failed") return usageOutcome([engineProblem(engine.error.message)]);
  const { environment } = opened.value.place;
  const project = opened.value.prepared.environment.project.name;
  const lock = await lockProject(world, engine.value, project, `stack secrets rotate ${environment}`);
  if (lock.kind === "taken")
    return { kind: "locked", ...lockedSentence(lock.holder, { environment, rehearsal: false }) };
  try {
    const place = { folder: opened.value.place.directory, project };
    await goOnAfterCut(world, place, (text) => world.terminal.err(`${text}\n`));
    const own = await realProject(context, environment);
    if (own.kind === "failed") return usageOutcome(own.error);
    return await rotateLocked(context, opened.value, own.value);
  } finally {
    await lock.release();
  }
}

function rotatableNames(opened: OpenedSecrets): Read<readonly string[]> {
  const known = unknownNames(opened);
  const { environment } = opened.place;
  const never = opened.names.flatMap(
    (name) => whyNever({ environment, specs: opened.prepared.specs }, name) ?? [],
  );
  if (known.kind === "failed" || never.length === 0) return known;
  return problems(...never.map(({ detail, fix }) => ({ message: detail, fix })));
}

/** A rehearsal's stores are stand-ins, which keep nothing and prove nothing. */
async function realProject(context: CommandContext, environment: string): Promise<Read<OwnProject>> {
  const { world, flags } = context;
  const running = await findRunningProject(context, environment, flags.rehearse);
  if (running.kind === "failed") return running;
  return running.value.rehearsal
    ? problems(rehearsedStores(environment))
    : findOwnProject(world, running.value);
}

async function rotateLocked(
  context: CommandContext,
  opened: OpenedSecrets,
  own: OwnProject,
): Promise<Outcome> {
  const { clock } = context.world;
  const beganMs = clock.elapsedMs();
  const held = await hold(context, opened.place, "rotate", async () => rotateHeld(context, opened, own));
  if (held.kind === "aborted") return interruptedOutcome(context.world);
  const durationMs = Math.round(clock.elapsedMs() - beganMs);
  return tellRotation(context, opened, { answer: held.value, durationMs });
}

async function rotateHeld(
  context: CommandContext,
  opened: OpenedSecrets,
  own: OwnProject,
): Promise<RotationAnswer> {
  const { world, flags, learnSecrets } = context;
  const { environment } = opened.prepared;
  const say = (text: string): void => {
    if (text !== "" && !flags.quiet) world.terminal.err(`${text}\n`);
  };
  const rotation: RotationContext = {
    world,
    prepared: opened.prepared,
    own,
    project: { ...environment.project, variables: flags.set },
    tell: (happening) => say(serviceSentence(happening)),
    words: launchWords({ environment: environment.name, rehearsal: false }),
    timeoutMs: flags.timeout,
  };
  const changed = await changedSinceStart(rotation, opened.names);
  if (changed.length > 0) return { kind: "refused", problems: [changedServices(environment.name, changed)] };
  const answer = await rotateEnvironment(rotation, {
    names: opened.names,
    tell: (event) => say(stepSentence(event)),
    learn: learnSecrets,
    signal: world.terminal.interrupted,
  });
  if (answer.kind === "ok") return answer.value;
  return { kind: "unfinished", names: [], reason: answer.error.message };
}
