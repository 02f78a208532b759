import type { CommandContext } from "../../command/command.ts";
import { usageOutcome } from "../../command/usage-outcome.ts";
import type { Outcome } from "../../core/events/outcome.ts";
import { secretUsers } from "../../core/plan/find-stores.ts";
import type { Prepared } from "../../core/plan/prepare.ts";
import { printDocument } from "../../core/report/show.ts";
import type { Style } from "../../core/report/text/style.ts";
import { line } from "../../core/report/text/span.ts";
import type { Line } from "../../core/report/text/span.ts";
import { table } from "../../core/report/text/table.ts";
import { envEntry } from "../../core/secrets/env-file/env-file.ts";
import { parseEnvFile } from "../../core/secrets/env-file/parse-env-file.ts";
import { isInEnvFile, secretFiles } from "../../core/secrets/secret-spec.ts";
import type { SecretSpec, SecretSpecs } from "../../core/secrets/secret-spec.ts";
import { readHistory } from "../../core/secrets/store/write-secret-file.ts";
import type { LastChange } from "../../core/secrets/store/write-secret-file.ts";
import { secretPaths } from "../../core/secrets/store/secret-place.ts";
import type { SecretPlace } from "../../core/secrets/store/secret-place.ts";
import { readStoredSecrets } from "../../core/secrets/store/stored-secrets.ts";
import type { StoredSecrets } from "../../core/secrets/store/stored-secrets.ts";
import { openSecrets, unknownNames } from "./open-secrets.ts";
import type { OpenedSecrets } from "./open-secrets.ts";
import { age } from "./words.ts";
import type { World } from "../../world/world.ts";

/** The JSON of `stack secrets list`; values are in no document. */
interface SecretsListDocument {
  readonly schema: 1;
  readonly command: "secrets list";
  readonly environment: string;
  readonly envFile: string;
  readonly secrets: readonly ListedSecret[];
}

/** Shows what there is to know of the secrets, never a value; with `--show`, one value to a person who asked twice. */
export async function list(context: CommandContext): Promise<Outcome> {
  const { world, flags } = context;
  const words = flags.show === undefined ? context.words : [context.words[0] ?? "", flags.show];
  const opened = await openSecrets({ ...context, words });
  if (opened.kind === "failed") return usageOutcome(opened.error);
  const { place, prepared } = opened.value;
  const shared = await listShared(world, prepared);
  const own = opened.value.names.filter((name) => shared.every((each) => each.name !== name));
  const names = unknownNames({ ...opened.value, names: own });
  if (names.kind === "failed") return usageOutcome(names.error);
  const elsewhere = shared.find(({ name }) => name === flags.show);
  if (elsewhere !== undefined) return kept(elsewhere);
  if (flags.show !== undefined) return showOne(context, opened.value);
  const listed = [...(await listSecrets(world, place, prepared.specs)), ...shared];
  const secrets = listed
    .filter(({ name }) => opened.value.names.length === 0 || opened.value.names.includes(name))
    .map((secret) => Object.assign(secret, { services: secretUsers(world, prepared, secret.name) }));
  const document: SecretsListDocument = {
    schema: 1,
    command: "secrets list",
    environment: place.environment,
    envFile: prepared.environment.envFile,
    secrets,
  };
  printDocument(document, { world, json: flags.json, noColor: !flags.color }, (style) =>
    secretsTable(document, { style, directory: place.directory }),
  );
  return { kind: "done" };
}

/** Never into a pipe, a file or a log, and never without being asked: not even with `--yes`. */
async function showOne(
  { world, flags, reveal }: CommandContext,
  { place, prepared, names: [name = ""] }: OpenedSecrets,
): Promise<Outcome> {
  const { terminal } = world;
  if (flags.json || !terminal.outIsTerminal || !terminal.canAsk) {
    const message = "a value is shown on a terminal only, to a person who can be asked";
    return { kind: "usage", message, fix: `stack secrets list ${place.environment} --show ${name}` };
  }
  const stored = await readStoredSecrets(world, place, prepared.specs);
  const value = stored.values.get(name)?.value;
  if (value === undefined) {
    const message = `${name} has no value yet`;
    return { kind: "usage", message, fix: `stack secrets generate ${place.environment}` };
  }
  const question = `Show ${name} of ${place.environment} here, for everybody who sees this screen? [y/N] `;
  const answer = await terminal.ask(question, terminal.interrupted);
  if (/^y(?:es)?$/iu.test(answer?.trim() ?? "")) reveal(`${value}\n`);
  return { kind: "done" };
}

/** What can be told of a secret without telling it. */
export interface ListedSecret {
  readonly name: string;
  readonly kind: SecretSpec["kind"];
  readonly description: string | undefined;
  readonly present: boolean;
  readonly immutable: boolean;
  /** Services get it through their environment, where `docker inspect` shows it. */
  readonly visibleInInspect: boolean;
  readonly services: readonly string[];
  readonly places: readonly SecretFilePlace[];
  /** ISO 8601; undefined when nobody knows: a person's own value in the env file. */
  readonly since: string | undefined;
  readonly ageMs: number | undefined;
}

interface SecretFilePlace {
  readonly path: string;
  /** 0 for a file of its own. */
  readonly line: number;
  /** As `chmod` has it: "0600". */
  readonly mode: string;
}

export async function listSecrets(
  world: Pick<World, "files" | "clock">,
  place: SecretPlace,
  specs: SecretSpecs,
): Promise<readonly ListedSecret[]> {
  const stored = await readStoredSecrets(world, place, specs);
  const history = await readHistory(world, place);
  const listed = Object.entries(specs).map(async ([name, spec]) => {
    const files = await placesOf(world, place, { name, spec, stored });
    const since = stored.values.has(name) ? sinceWhen(files, history.get(name)) : undefined;
    return {
      name,
      kind: spec.kind,
      description: spec.describe,
      present: stored.values.has(name),
      immutable: spec.immutable === true,
      visibleInInspect: isInEnvFile(spec),
      services: spec.services ?? [],
      places: files.map(({ path, line, mode }) => ({ path, line, mode })),
      since: since?.toISOString(),
      ageMs: since === undefined ? undefined : world.clock.now().getTime() - since.getTime(),
    };
  });
  return Promise.all(listed);
}

/** Given by an env file that is never written: somebody else's, and kept as it is. */
async function listShared(
  world: Pick<World, "files">,
  { environment, specs }: Prepared,
): Promise<readonly ListedSecret[]> {
  const files = await Promise.all(
    (environment.project.sharedEnvFiles ?? []).map(async (path) => {
      const [content, stat] = await Promise.all([world.files.read(path), world.files.stat(path)]);
      const mode = stat.kind === "file" ? modeText(stat.mode) : "";
      return { path, mode, env: parseEnvFile(content.kind === "text" ? content.text : "") };
    }),
  );
  return Object.entries(environment.manifest.secrets).flatMap(([name, spec]) => {
    const places = files.flatMap(({ path, mode, env }) => {
      const entry = envEntry(env, name);
      return entry === undefined || entry.value === "" ? [] : [{ path, line: entry.line, mode }];
    });
    if (specs[name] !== undefined || places.length === 0) return [];
    return [
      {
        name,
        kind: spec.kind,
        description: spec.describe,
        present: true,
        immutable: spec.immutable === true,
        visibleInInspect: true,
        services: spec.services ?? [],
        places,
        since: undefined,
        ageMs: undefined,
      },
    ];
  });
}

function kept({ name, places }: ListedSecret): Outcome {
  const [at] = places.map(({ path, line }) => `${path}:${String(line)}`).toReversed();
  return { kind: "usage", message: `${name} is given by ${at ?? ""}, which is yours`, fix: "look there" };
}

interface DatedPlace extends SecretFilePlace {
  readonly modifiedAt: Date;
}

interface Looked {
  readonly name: string;
  readonly spec: SecretSpec;
  readonly stored: StoredSecrets;
}

async function placesOf(
  world: Pick<World, "files">,
  place: SecretPlace,
  { name, spec, stored }: Looked,
): Promise<readonly DatedPlace[]> {
  const paths = secretPaths(world.files, place);
  const line = envEntry(stored.env, name)?.line;
  const candidates = [
    ...(line === undefined ? [] : [{ path: paths.envFile, line }]),
    ...secretFiles(name, spec).map((file) => ({ path: world.files.resolve(paths.folder, file), line: 0 })),
  ];
  const found = candidates.map(async (candidate) => {
    const stat = await world.files.stat(candidate.path);
    if (stat.kind !== "file") return [];
    return [{ ...candidate, mode: modeText(stat.mode), modifiedAt: stat.modifiedAt }];
  });
  return (await Promise.all(found)).flat();
}

/** As `chmod` has it. */
function modeText(mode: number): string {
  return `0${(mode & 0o777).toString(8).padStart(3, "0")}`;
}

/**
 * The launcher's own note, or the date of the secret's own file where a person changed that later. The env file's
 * date says nothing: it changes with every line.
 */
function sinceWhen(files: readonly DatedPlace[], change: LastChange | undefined): Date | undefined {
  const own = files.find(({ line }) => line === 0)?.modifiedAt;
  const noted = change === undefined ? undefined : new Date(change.at);
  if (own === undefined || noted === undefined) return own ?? noted;
  // The file is written just before the note.
  return own.getTime() > noted.getTime() + 60_000 ? own : noted;
}

interface SecretsDocument {
  readonly environment: string;
  readonly secrets: readonly ListedSecret[];
}

/** Names, kinds, ages, places and users; never a value. `directory`: what places are shown relative to. */
export function secretsTable(
  { environment, secrets }: SecretsDocument,
  { style, directory }: { readonly style: Style; readonly directory: string },
): readonly Line[] {
  if (secrets.length === 0) return [line(`${environment} wants no secrets`)];
  const columns = [
    { header: "secret", align: "left" },
    { header: "kind", align: "left" },
    { header: "state", align: "left" },
    { header: "age", align: "right" },
    { header: "used by", align: "left", givesWay: true },
    { header: "where", align: "left", givesWay: true },
    { header: "what for", align: "left", givesWay: true },
  ] as const;
  return table(
    columns,
    secrets.map((secret) => row(secret, directory)),
    style,
  );
}

function row(secret: ListedSecret, directory: string): readonly Line[] {
  const notes = [
    secret.present ? "present" : secret.kind === "text" ? "not given" : "missing",
    ...(secret.immutable ? ["never rotated"] : []),
    ...(secret.visibleInInspect ? ["in docker inspect"] : []),
  ];
  const places = secret.places.map(
    ({ path, line, mode }) => `${path.replace(`${directory}/`, "")}${line === 0 ? "" : `:${line}`} ${mode}`,
  );
  return [
    line(secret.name),
    line(secret.kind, "dim"),
    line(notes.join(", "), secret.present || secret.kind === "text" ? "plain" : "warn"),
    line(secret.ageMs === undefined ? "" : age(secret.ageMs)),
    line(secret.services.join(", "), "dim"),
    line(places.join(", "), "dim"),
    line(secret.description ?? "", "dim"),
  ];
}
