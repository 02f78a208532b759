import type { Problem } from "../../../core/environment/problem.ts";
import type { Happening } from "../../../core/events/event.ts";
import type { RotationAnswer, RotationEvent, RotationStep } from "./rotation.ts";
import type { SecretProblem } from "../../../core/secrets/check/secret-problem.ts";
import { commands } from "../../../core/report/words/commands.ts";
import { duration, moment } from "../../../core/report/words/duration.ts";
import { listing } from "../../../core/report/words/lists.ts";

/** What a rotation does, as it does it; empty where there is nothing to say. */
export function stepSentence(event: RotationEvent): string {
  switch (event.type) {
    case "rotation-begun":
      return event.resumedFrom === undefined
        ? `rotating ${listing(event.names)}`
        : `going on with the rotation of ${listing(event.names)} that began ${moment(event.resumedFrom)}`;
    case "step-begun":
      return stepNames[event.step];
    case "step-done":
      return "";
    case "step-failed":
      return `  failed: ${event.reason}`;
    case "undo-begun":
      return `putting the old values back: ${event.reason}`;
  }
}

const stepNames: Readonly<Record<RotationStep, string>> = {
  "stop-consumers": "stopping the services that use them",
  "change-stores": "changing them inside the stores",
  "write-files": "writing the files",
  "start-consumers": "starting the services with the new ones",
  prove: "proving that the new ones are accepted and the old ones refused",
};

export function serviceSentence(happening: Happening): string {
  if (happening.type === "service-proven")
    return `  ${happening.service} is ready (${duration(happening.readyMs)})`;
  if (happening.type === "service-recreated") return `  ${happening.service} is made anew: ${happening.why}`;
  return "";
}

export function rotationEnding(
  environment: string,
  answer: RotationAnswer,
  durationMs: number,
): { readonly message: string; readonly fix: string } {
  const again = commands.rotate({ environment, rehearsal: false });
  switch (answer.kind) {
    case "rotated": {
      const used = answer.services.length === 0 ? "" : `; ${listing(answer.services)} took the new values up`;
      return { message: `rotated ${listing(answer.names)} in ${duration(durationMs)}${used}`, fix: "" };
    }
    case "refused":
      return refusal(answer.problems);
    case "undone":
      return {
        message: `${listing(answer.names)}: not rotated, the old values are back everywhere: ${answer.reason}`,
        fix: commands.status({ environment, rehearsal: false }),
      };
    case "unfinished":
      return {
        message: `the rotation${answer.names.length === 0 ? "" : ` of ${listing(answer.names)}`} is not finished: ${answer.reason}`,
        fix: `${again} (it goes on, or puts the old values back)`,
      };
  }
}

function refusal(problems: readonly SecretProblem[]): { readonly message: string; readonly fix: string } {
  const [only, ...others] = problems;
  if (only !== undefined && others.length === 0) return { message: only.detail, fix: only.fix };
  const lines = problems.map(({ detail, fix }) => `  ${detail} (${fix})`);
  return { message: `nothing was rotated:\n${lines.join("\n")}`, fix: "" };
}

/** A rehearsal's stores are stand-ins. */
export function rehearsedStores(environment: string): Problem {
  const rehearsal = { environment, rehearsal: true };
  return {
    message: `only the rehearsal of ${environment} is there: its stores are stand-ins, so nothing can be changed in them, nor proven`,
    fix: `${commands.down(rehearsal)}, then: ${commands.up({ environment, rehearsal: false })}`,
  };
}

/** A new container would be more than one with a new secret: that is for `up`, which says what it does. */
export function changedServices(environment: string, services: readonly string[]): SecretProblem {
  const be = services.length === 1 ? "is" : "are";
  const detail = `${listing(services)} ${be} not as the files say now, and would be made anew with more than a new secret`;
  const fix = commands.up({ environment, rehearsal: false });
  return { id: "secrets.not-rotatable", name: "", detail, fix, file: "", line: 0, blocking: true };
}
