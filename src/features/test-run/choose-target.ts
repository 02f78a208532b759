import { chooseEnvironment } from "../../core/environment/choose-environment.ts";
import type { ChosenEnvironment } from "../../core/environment/choose-environment.ts";
import type { Manifest } from "../../core/environment/manifest.ts";
import { namesOf, rehearsalCollision, rehearsalOf } from "../../core/environment/name-collisions.ts";
import { ok, problems } from "../../core/environment/problem.ts";
import type { Read } from "../../core/environment/problem.ts";

/** What an environment that tests others is to test. */
export type ChosenTarget =
  | {
      readonly kind: "runs";
      readonly environment: string;
      readonly project: string;
      readonly rehearsal: boolean;
    }
  /** Nothing runs and nothing was asked for: a rehearsal of this one will do. */
  | { readonly kind: "to-rehearse"; readonly environment: string; readonly project: string }
  | { readonly kind: "not-running"; readonly environment: string };

/**
 * The environment that was asked for, else the one that runs, the real before the rehearsed. `running`: the names of
 * the Compose projects that have a running container.
 */
export function chooseTarget(
  manifest: Manifest,
  tester: ChosenEnvironment,
  asked: string | undefined,
  running: ReadonlySet<string>,
): Read<ChosenTarget> {
  if (asked !== undefined) return chooseAsked(manifest, asked, running);
  const usual = chooseUsual(manifest, tester);
  if (usual.kind === "failed") return usual;
  const others = testable(manifest).filter((name) => name !== usual.value);
  const candidates = [usual.value, ...others];
  const found = [false, true].flatMap((rehearsal) =>
    candidates.flatMap((environment) => runningAs(manifest, { environment, rehearsal }, running)),
  );
  const [first] = found;
  const taken = first === undefined ? rehearsalCollision(namesOf(manifest), usual.value) : undefined;
  if (taken !== undefined) return problems(taken);
  return ok(
    first ?? {
      kind: "to-rehearse",
      environment: usual.value,
      project: projectOf(manifest, { environment: usual.value, rehearsal: true }),
    },
  );
}

/** Those that are tested, not those that test. */
function testable({ environments }: Manifest): readonly string[] {
  return Object.entries(environments).flatMap(([name, { tests }]) => (tests === undefined ? [name] : []));
}

function chooseAsked(manifest: Manifest, asked: string, running: ReadonlySet<string>): Read<ChosenTarget> {
  const chosen = chooseEnvironment(manifest, asked);
  if (chosen.kind === "failed") return chosen;
  const environment = chosen.value.name;
  if (chosen.value.definition.tests !== undefined) {
    return problems({
      message: `--against ${asked}: ${environment} is itself an environment that tests others`,
      fix: `use one of ${testable(manifest).join(", ")}`,
    });
  }
  const found = [false, true].flatMap((rehearsal) =>
    runningAs(manifest, { environment, rehearsal }, running),
  );
  return ok(found[0] ?? { kind: "not-running", environment });
}

function chooseUsual(manifest: Manifest, { name, definition }: ChosenEnvironment): Read<string> {
  const declared = definition.tests?.against;
  if (declared !== undefined) {
    const chosen = chooseEnvironment(manifest, declared);
    return chosen.kind === "failed" ? chosen : ok(chosen.value.name);
  }
  const [first] = testable(manifest);
  return first === undefined
    ? problems({
        message: `${name} tests other environments, and the manifest has no other`,
        fix: "add the environment that it tests to stack.yaml",
      })
    : ok(first);
}

interface Candidate {
  readonly environment: string;
  readonly rehearsal: boolean;
}

function runningAs(
  manifest: Manifest,
  candidate: Candidate,
  running: ReadonlySet<string>,
): readonly ChosenTarget[] {
  const project = projectOf(manifest, candidate);
  // a project of that name is then an environment of its own
  const isTaken =
    candidate.rehearsal && rehearsalCollision(namesOf(manifest), candidate.environment) !== undefined;
  return !isTaken && running.has(project) ? [{ kind: "runs", ...candidate, project }] : [];
}

function projectOf({ name }: Manifest, { environment, rehearsal }: Candidate): string {
  return `${name}-${rehearsal ? rehearsalOf(environment) : environment}`;
}
