import type { Outcome } from "../../launch/outcome.ts";
import { changedSinceStart } from "../../launch/changed-since-start.ts";
import { lockProject } from "../../launch/lock.ts";
import { rotateEnvironment } from "../../launch/rotate.ts";
import type { RotationContext } from "../../launch/rotation-context.ts";
import { findOwnProject } from "../../launch/own-project.ts";
import type { OwnProject } from "../../launch/own-project.ts";
import { engineProblem, findRunningProject } from "../../launch/running-project.ts";
import { launchWords } from "../../report/phrases/launch-words.ts";
import { lockedSentence } from "../../report/phrases/locked.ts";
import {
  changedServices,
  rehearsedStores,
  serviceSentence,
  stepSentence,
} from "../../report/phrases/rotation.ts";
import type { RotationAnswer } from "../../secrets/rotation.ts";
import type { CommandContext } from "../command.ts";
import { complain } from "../complain.ts";
import { interruptedOutcome } from "../interrupted-outcome.ts";
import { usageOutcome } from "../usage-outcome.ts";
import { hold } from "./hold.ts";
import { openSecrets, unknownNames } from "./open-secrets.ts";
import type { OpenedSecrets } from "./open-secrets.ts";
import { tellRotation } from "./tell-rotation.ts";

/** Gives secrets new values, in their stores, files and services, and proves it; finishes what was cut off. */
export async function rotate(context: CommandContext): Promise<Outcome> {
  const { world } = context;
  const opened = await openSecrets(context);
  if (opened.kind === "problems") return usageOutcome(opened.problems);
  const names = unknownNames(opened.value);
  if (names.kind === "problems") return usageOutcome(names.problems);
  const { environment } = opened.value.prepared;
  const engine = await world.engine.ping(10_000);
  if (engine.kind === "failed") return usageOutcome([engineProblem(engine.failure.message)]);
  const running = await findRunningProject(world, environment.name, context.flags.rehearse);
  if (running.kind === "problems") return usageOutcome(running.problems);
  // a rehearsal's stores are stand-ins, which keep nothing and prove nothing
  if (running.value.rehearsal) return usageOutcome([rehearsedStores(environment.name)]);
  const own = await findOwnProject(world, running.value);
  if (own.kind === "problems") return usageOutcome(own.problems);
  const command = `stack secrets rotate ${environment.name}`;
  const lock = await lockProject(world, engine.value, environment.project.name, command);
  if (lock.kind === "taken") {
    complain(context, lockedSentence(lock.holder, { environment: environment.name, rehearsal: false }));
    return { kind: "locked" };
  }
  try {
    const beganMs = world.clock.elapsedMs();
    const held = await hold(context, opened.value.place, "rotate", async () =>
      rotateHeld(context, opened.value, own.value),
    );
    if (held.kind === "aborted") return interruptedOutcome(world);
    return tellRotation(context, opened.value, {
      answer: held.value,
      durationMs: Math.round(world.clock.elapsedMs() - beganMs),
    });
  } finally {
    await lock.release();
  }
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
  return { kind: "unfinished", names: [], reason: answer.failure.message };
}
