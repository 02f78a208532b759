import type { Result } from "../world/result.ts";
import { variablesOf } from "../core/secrets/env-file/variables-of.ts";
import type { CommandContext } from "./command.ts";
import { flagsSchema } from "./flags.ts";
import { findManifest } from "../core/environment/find-manifest.ts";
import type { FoundManifest } from "../core/environment/find-manifest.ts";
import type { Read } from "../core/environment/problem.ts";
import { redactingTerminal } from "../core/report/text/redacting-terminal.ts";
import { isSecretName } from "../core/secrets/check/placeholder.ts";
import { besideItsName, secretValues } from "../core/secrets/secret-state.ts";
import { cleanEnvironment } from "../world/processes/clean-environment.ts";
import type { World } from "../world/world.ts";

export type Opened = Result<CommandContext, { readonly flag: string; readonly message: string }>;

/** Reads the flags, and puts the mask on before anything can be said. */
export async function openContext(
  world: World,
  words: readonly string[],
  given: Pick<CommandContext, "commands" | "startGuards"> & {
    readonly options: Readonly<Record<string, unknown>>;
  },
): Promise<Opened> {
  const flags = flagsSchema.safeParse(given.options);
  if (!flags.success) {
    const [issue] = flags.error.issues;
    return {
      kind: "failed",
      error: { flag: String(issue?.path[0] ?? ""), message: issue?.message ?? "not understood" },
    };
  }
  const terminal = redactingTerminal(world.terminal, {
    forcesColour: world.machine.environment["FORCE_COLOR"] !== undefined,
  });
  const manifest = await findManifest(world, world.machine.workingDirectory);
  terminal.learn(await secretsOf(world, manifest, flags.data.set));
  const masked: World = { ...world, terminal };
  return {
    kind: "ok",
    value: {
      world: masked,
      words,
      flags: flags.data,
      manifest,
      commands: given.commands,
      startGuards: given.startGuards,
      redact: (text) => terminal.redact(text),
      reveal: (text) => terminal.outUnmasked(text),
      learnSecrets: (values) => terminal.learn(values),
    },
  };
}

/**
 * Every value that must not be seen: of all environments, for one command can show what concerns another, and what was
 * `typed` for a secret on the command line.
 */
export async function knownSecrets({
  world,
  manifest,
}: Pick<CommandContext, "world" | "manifest">): Promise<readonly string[]> {
  return secretsOf(world, manifest, {});
}

async function secretsOf(
  world: World,
  found: Read<FoundManifest>,
  typed: Readonly<Record<string, string>>,
): Promise<readonly string[]> {
  if (found.kind === "failed") return typedSecrets(typed, []);
  const { manifest, workingDirectory } = found.value;
  const known = cleanEnvironment(world.machine.environment);
  const values = await Promise.all(
    Object.keys(manifest.environments).map((environment) =>
      secretValues(world, { environment, directory: workingDirectory }, manifest.secrets, known),
    ),
  );
  const declared = Object.keys(manifest.secrets);
  const shared = await sharedSecrets(world, found.value);
  return [...values.flat(), ...shared, ...typedSecrets(typed, declared)];
}

/** In env files that environments read beneath their own. */
async function sharedSecrets(
  world: World,
  { manifest, workingDirectory }: FoundManifest,
): Promise<readonly string[]> {
  const named = Object.values(manifest.environments).flatMap((definition) => definition["env-files"]);
  const paths = [...new Set(named)].map((file) => world.files.resolve(workingDirectory, file));
  const values = await Promise.all(paths.map((path) => variablesOf(world, [path])));
  return values
    .flatMap((read) => [...read])
    .filter(
      ([name, value]) => manifest.secrets[name] !== undefined || (isSecretName(name) && value.length >= 12),
    )
    .flatMap(([name, value]) => [value, ...besideItsName(name, value)]);
}

function typedSecrets(
  typed: Readonly<Record<string, string>>,
  declared: readonly string[],
): readonly string[] {
  return Object.entries(typed)
    .filter(([name]) => declared.includes(name) || isSecretName(name))
    .flatMap(([name, value]) => [value, ...besideItsName(name, value)]);
}
