import type { Environment } from "../../core/environment/environment.ts";
import type { Model } from "../../core/environment/model.ts";
import { rehearsalOf } from "../../core/environment/name-collisions.ts";
import type { Problem } from "../../core/environment/problem.ts";
import { startedElsewhere } from "../../core/ownership/running-project.ts";
import type { OwnProject, RunningProject } from "../../core/ownership/running-project.ts";
import type { Outcome } from "../../core/events/outcome.ts";
import { ownResources } from "../../core/ownership/own-resources.ts";
import type { OwnResources } from "../../core/ownership/own-resources.ts";
import { resetQuestion } from "../reset/words.ts";
import { stayingSentence } from "../../core/report/words/down.ts";
import type { CommandContext } from "../../command/command.ts";
import { withoutConsent } from "../../command/consent.ts";
import type { PassedWords } from "./passed-words.ts";
import { usageOutcome } from "../../command/usage-outcome.ts";
import { withOwnProject } from "../../command/with-own-project.ts";

interface Guarded {
  readonly environment: Environment;
  readonly model: Model;
  readonly passed: PassedWords;
}

/**
 * Compose acts on whatever bears a project's name, whoever made it: what `down` and `reset` would leave alone is
 * refused before Compose is asked, and data goes only with consent.
 */
export async function guardPassed(
  context: CommandContext,
  guarded: Guarded,
  perform: () => Promise<Outcome>,
): Promise<Outcome> {
  const running = runningOf(guarded);
  const external = externalOf(guarded.model);
  switch (guarded.passed.effect) {
    case "reads":
      return perform();
    case "changes": {
      const own = await ownResources(context.world, { ...running, external });
      // without an engine Compose says so itself
      const elsewhere = own.kind === "ok" ? own.value.elsewhere : undefined;
      return elsewhere === undefined
        ? perform()
        : usageOutcome([startedElsewhere(running.project, elsewhere)]);
    }
    case "destroys":
    case "destroys-data": {
      const command = commandOf(guarded);
      return withOwnProject(context, { running, command, external }, async ({ project }) => {
        const problem = touchesOthers(project, guarded.passed);
        if (problem !== undefined) return usageOutcome([problem]);
        return (await withoutData(context, project, guarded)) ?? perform();
      });
    }
  }
}

function runningOf({ environment, passed }: Guarded): RunningProject {
  const project = passed.project ?? environment.project.name;
  return {
    environment: environment.name,
    project,
    rehearsal: project === rehearsalOf(environment.project.name),
    containers: [],
    folder: environment.workingDirectory,
    directories: [environment.project.directory],
  };
}

function externalOf({ networks, volumes }: Model): readonly string[] {
  return [...networks, ...volumes].filter(({ external }) => external).map(({ name }) => name);
}

function commandOf({ environment, passed }: Guarded): string {
  return `stack compose ${environment.name} -- ${passed.args.join(" ")}`;
}

function touchesOthers({ project, own }: OwnProject, { effect }: PassedWords): Problem | undefined {
  if (own.elsewhere !== undefined) return startedElsewhere(project, own.elsewhere);
  const reached = own.others.filter(({ kind, why }) => isReached(kind, effect) && why.kind !== "external");
  if (reached.length === 0) return undefined;
  return {
    message: `Compose would take along what is not provably this folder's: ${reached.map(stayingSentence).join("; ")}`,
    fix: `use stack down or stack reset, which leave that alone`,
  };
}

function isReached(kind: OwnResources["others"][number]["kind"], effect: PassedWords["effect"]): boolean {
  return kind === "container" || (kind === "volume" && effect === "destroys-data");
}

/** Undefined where it may go on. */
async function withoutData(
  context: CommandContext,
  project: OwnProject,
  guarded: Guarded,
): Promise<Outcome | undefined> {
  if (guarded.passed.effect !== "destroys-data" || project.own.volumes.length === 0) return undefined;
  const { name } = guarded.environment;
  const command = `stack compose ${name} --yes -- ${guarded.passed.args.join(" ")}`;
  const refused = await withoutConsent(context, {
    question: resetQuestion(project, { data: true, saves: false }),
    word: name,
    command,
    isShown: true,
  });
  return refused?.kind === "usage" && "fix" in refused && refused.fix !== ""
    ? { ...refused, fix: `stack reset ${name} --volumes, which makes a backup first; or ${command}` }
    : refused;
}
