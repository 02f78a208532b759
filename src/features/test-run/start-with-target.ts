import type { FoundManifest } from "../../core/environment/find-manifest.ts";
import type { Read } from "../../core/environment/problem.ts";
import type { CommandContext } from "../../command/command.ts";
import type { Run } from "../../command/recorded-run.ts";
import { prepareRequest } from "../../command/request.ts";
import { describeProblems, usageOutcome } from "../../command/usage-outcome.ts";
import { chooseEnvironment } from "../../core/environment/choose-environment.ts";
import type { ChosenEnvironment } from "../../core/environment/choose-environment.ts";
import type { Manifest } from "../../core/environment/manifest.ts";
import type { TestedEnvironment } from "../../core/events/event.ts";
import {
  notRunningSentence,
  testingSentence,
  testsNothingSentence,
} from "../../core/report/words/test-run.ts";
import { serviceOf } from "../../core/stop/stop-services.ts";
import { chooseTarget } from "./choose-target.ts";
import { startEnvironment } from "../up/start-environment.ts";
import { early } from "../up/up-ending.ts";
import type { About, Ending } from "../up/up-ending.ts";
import { composeLabels } from "../../world/compose/labels.ts";
import type { Container } from "../../world/engine/container.ts";
import type { World } from "../../world/world.ts";

/** Starts an environment; one that tests others gets its target first. */
export async function startWithTarget(context: CommandContext, run: Run): Promise<Ending> {
  const { world, flags } = context;
  const request = prepareRequest(context);
  const tester = findTester(context.manifest, request.environment);
  const running = tester === undefined || request.rehearse ? undefined : await runningProjects(world);
  // stand-ins test nothing; what else is wrong, the start itself says best
  if (tester === undefined || running === undefined) {
    return flags.against === undefined && !flags.serve
      ? startEnvironment(context, { request, run })
      : refuse(context, run, tester);
  }
  const about = aboutOf(tester);
  const target = chooseTarget(tester.manifest, tester.chosen, flags.against, running);
  if (target.kind === "failed") {
    return early(usageOutcome(target.error), about, describeProblems(target.error));
  }
  const chosen = target.value;
  switch (chosen.kind) {
    case "not-running":
      return early({ kind: "blocked", failed: 1 }, about, notRunningSentence(chosen.environment));
    case "runs":
      return testIt(context, run, { tester, target: { ...chosen, temporary: false } });
    case "to-rehearse": {
      const { withRehearsedTarget } = await import("./rehearsed-target.ts");
      return withRehearsedTarget(context, run, { about, ...chosen }, async (temporary) =>
        testIt(context, run, { tester, target: temporary }),
      );
    }
  }
}

interface Tester {
  readonly manifest: Manifest;
  readonly chosen: ChosenEnvironment;
  readonly tests: NonNullable<ChosenEnvironment["definition"]["tests"]>;
}

/** Undefined where it tests nothing, or cannot be read. */
function findTester(found: Read<FoundManifest>, word: string): Tester | undefined {
  if (found.kind === "failed") return undefined;
  const { manifest } = found.value;
  const chosen = chooseEnvironment(manifest, word);
  const tests = chosen.kind === "ok" ? chosen.value.definition.tests : undefined;
  return chosen.kind === "failed" || tests === undefined
    ? undefined
    : { manifest, chosen: chosen.value, tests };
}

function aboutOf({ manifest, chosen }: Tester): About {
  return { environment: chosen.name, project: `${manifest.name}-${chosen.name}`, rehearsal: false };
}

async function testIt(
  context: CommandContext,
  run: Run,
  { tester, target }: { readonly tester: Tester; readonly target: TestedEnvironment },
): Promise<Ending> {
  const { environment, project, rehearsal, temporary } = target;
  run.tell({ type: "notice", text: testingSentence(tester.chosen.name, target) });
  // only a start that tests something reads reports
  const { testRunOf } = await import("./start-tests.ts");
  const variables = await targetVariables(context.world, target, tester.tests.network);
  return startEnvironment(context, {
    run,
    request: { ...prepareRequest(context), variables },
    test: testRunOf(context, {
      target: { environment, project, rehearsal, temporary },
      results: tester.tests.results,
    }),
  });
}

/** `--against` and `--serve` where they mean nothing; where the engine is away, the start says so. */
async function refuse(context: CommandContext, run: Run, tester: Tester | undefined): Promise<Ending> {
  const request = prepareRequest(context);
  if (tester !== undefined && !request.rehearse) return startEnvironment(context, { request, run });
  const said = testsNothingSentence(request);
  const about = { environment: request.environment, project: "", rehearsal: request.rehearse };
  return early({ kind: "usage", ...said }, about, said);
}

/** The Compose projects that have a running container; undefined when the engine does not say. */
async function runningProjects(world: World): Promise<ReadonlySet<string> | undefined> {
  const listed = await world.engine.containers({ project: undefined });
  if (listed.kind === "failed") return undefined;
  return new Set(listed.value.filter(({ state }) => state === "running").flatMap(projectOf));
}

/** What the test containers are told of their target, as variables of their Compose file. */
async function targetVariables(
  world: World,
  target: TestedEnvironment,
  network: string,
): Promise<Readonly<Record<string, string>>> {
  const listed = await world.engine.containers({ project: target.project });
  const containers = listed.kind === "ok" ? listed.value : [];
  const own = containers.filter((container) => projectOf(container)[0] === target.project);
  const { userId, groupId } = world.machine;
  return {
    STACK_TARGET_ENVIRONMENT: target.environment,
    STACK_TARGET_NETWORK: `${target.project}_${network}`,
    STACK_TARGET_SERVICES: [...new Set(own.map(serviceOf))].sort().join(","),
    STACK_TARGET_REHEARSED: target.rehearsal ? "1" : "0",
    STACK_UID: String(Math.max(0, userId)),
    STACK_GID: String(Math.max(0, groupId)),
  };
}

function projectOf({ labels }: Container): readonly string[] {
  const project = labels[composeLabels.project];
  return project === undefined ? [] : [project];
}
