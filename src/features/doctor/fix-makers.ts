import * as z from "zod";
import type { Prepared } from "../../core/plan/prepare.ts";
import { fixDirectory } from "../../core/preflight/fixes/fix-directory.ts";
import { fixMapCount } from "../../core/preflight/fixes/fix-map-count.ts";
import { fixPort } from "../../core/preflight/fixes/fix-port.ts";
import { fixSecrets } from "../../core/preflight/fixes/fix-secrets.ts";
import { fixToolkit } from "../../core/preflight/fixes/fix-toolkit.ts";
import type { FixAnswer, FixMaker } from "../../core/preflight/fixes/fixes.ts";
import { completeSecrets } from "../../core/secrets/complete.ts";
import type { SecretPlace } from "../../core/secrets/store/secret-place.ts";
import type { SecretProblem } from "../../core/secrets/check/secret-problem.ts";
import { holdSecrets } from "../../core/secrets/store/secrets-lock.ts";
import { setSecrets } from "../../core/secrets/store/set-secrets.ts";
import type { World } from "../../world/world.ts";
import type { CommandContext } from "../../command/command.ts";
import type { Examination } from "./examine.ts";
import { knownSecrets } from "../../command/known-secrets.ts";

/** The repairs that are safe: each can be taken back, and none touches what runs. */
export function fixMakers(context: CommandContext, { prepared, document }: Examination): readonly FixMaker[] {
  const ofMachine = [fixDirectory, fixMapCount, fixToolkit];
  if (prepared === undefined) return ofMachine;
  const { name, envFile } = prepared.environment;
  const missing = document.findings.find(({ id }) => id === "secrets.missing");
  const names = z.object({ secrets: z.array(z.string()) }).safeParse(missing?.data).data?.secrets ?? [];
  return [
    ...ofMachine,
    fixPort(envFile, async (world, variable, value) =>
      writing(world, prepared, async (place) => setSecrets(world, place, {}, new Map([[variable, value]]))),
    ),
    fixSecrets(["secrets.missing"], `${envFile} and secrets/${name}/`, async (world) => {
      const answer = await writing(world, prepared, async (place) => generate(world, place, prepared, names));
      context.learnSecrets(await knownSecrets(world));
      return answer;
    }),
  ];
}

/** Only those that were told: one that a volume alone knows must not get a second value. */
async function generate(
  world: World,
  place: SecretPlace,
  { specs, variables, secrets }: Prepared,
  names: readonly string[],
) {
  const present = secrets.filter(({ state }) => state === "present").map(({ name }) => name);
  const touched = new Set([...names, ...present]);
  const wanted = Object.entries(specs).filter(([name]) => touched.has(name));
  return completeSecrets(world, { ...place, specs: Object.fromEntries(wanted), variables });
}

type Written = (place: SecretPlace) => Promise<{ readonly problems: readonly SecretProblem[] }>;

/** While nobody else writes to this environment's files. */
async function writing(world: World, { environment }: Prepared, write: Written): Promise<FixAnswer> {
  const place = { environment: environment.name, directory: environment.workingDirectory };
  const command = `stack doctor ${place.environment} --fix`;
  const held = await holdSecrets(world, place, { command, onWait: () => undefined }, async () =>
    write(place),
  );
  if (held.kind === "aborted") return { kind: "failed", reason: "interrupted", next: "" };
  const problem = held.value.problems.find(({ blocking }) => blocking);
  return problem === undefined
    ? { kind: "applied" }
    : { kind: "failed", reason: problem.detail, next: problem.fix };
}
