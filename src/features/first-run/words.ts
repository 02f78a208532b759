import type { OwnProject } from "../../core/ownership/running-project.ts";
import { count, listing } from "../../core/report/words/lists.ts";
import type { Leftovers } from "./find-leftovers.ts";
import type { Result } from "../../core/events/event.ts";
import { commands } from "../../core/report/words/commands.ts";

/** One line a project that an earlier start from this folder has left, and what stays as it is. */
export function leftoverLines({ own, elsewhere, envFiles }: Leftovers): readonly string[] {
  return [
    ...own.map(ownLine),
    ...elsewhere.map((text) => `left alone: ${text}`),
    ...(envFiles.length === 0 ? [] : [`${listing(envFiles)}: values that are there stay`]),
  ];
}

function ownLine({ environment, rehearsal, containers, own }: OwnProject): string {
  const name = rehearsal ? `a rehearsal of ${environment}` : environment;
  const parts = [count(containers.length, "container"), count(own.volumes.length, "volume")];
  return `${name} was started here before: ${parts.join(", ")}`;
}

export const firstRunTexts = {
  noLeftovers: "nothing of an earlier installation is here",
  kept: "left as it is",
  removeQuestion: "Remove what goes of these?",
  asRoot:
    "run this as yourself, not through sudo: what it writes would belong to root. It asks sudo for the steps that need it",
  noDevelopment: "a first run starts the environment `development`, and this stack.yaml has none",
  carriesOn: (begunAt: string) => `carrying on with the first run that began at ${begunAt}`,
  engineQuestion: "Run these?",
  engineMissing: "a Docker Engine with Compose is needed, and there is none that can be used",
  noGpuQuestion:
    "No GPU can be used here, and development needs one. Rehearse it instead: the same stack with stand-ins, no image, no model?",
  rehearses: "no GPU can be used here: development is rehearsed, with stand-ins in place of the images",
  declinedRehearsal: "development needs a GPU, and none can be used here",
  rehearsalSteps: (url: string) =>
    `what answers there are stand-ins (${url}). On a box with a GPU the same command starts the real stack`,
  sizeUnknown: (model: string, reason: string) => `how much ${model} is, is not known: ${reason}`,
  prefetchInterrupted: {
    message:
      "interrupted while images and models were fetched: what has come is kept, and nothing was started",
    fix: "carry on with `stack first-run`",
  },
  notFetched: ({ exitCode, message, fix }: Pick<Result, "exitCode" | "message" | "fix">) =>
    exitCode === 4
      ? { message: "not all that development needs could be fetched; nothing was started", fix: "" }
      : { message, fix },
  firstSteps: "first steps",
  lookAround: [commands.status({ environment: "development", rehearsal: false }), "stack --help"],
} as const;
