import { envEntry } from "../../../core/secrets/env-file/env-file.ts";
import { parseEnvFile } from "../../../core/secrets/env-file/parse-env-file.ts";
import type { Container } from "../../../world/engine/container.ts";
import type { World } from "../../../world/world.ts";
import { composeLabels } from "../../../world/compose/labels.ts";
import { serviceOf } from "../../../core/stop/stop-services.ts";
import type { StoreWork } from "../../backup/stores/store-work.ts";
import { predecessorSecrets } from "./predecessor.ts";
import * as z from "zod";
import { parseJson } from "../../../world/parse-json.ts";
import { dockerWords } from "../../backup/stores/store-work.ts";

/**
 * The predecessor's secrets, by name: as its containers really have them, for each of its starts could write other ones
 * into its env files; from those files only where no container tells.
 */
export async function predecessorValues(
  work: StoreWork,
  containers: readonly Container[],
  folder: string,
): Promise<ReadonlyMap<string, string>> {
  const given = await Promise.all(
    containers.map(async (container) => ({
      service: serviceOf(container),
      environment: await containerEnvironment(work, container.id),
    })),
  );
  const written = await envFiles(work.world, [...foldersOf(containers), folder]);
  const values = predecessorSecrets.flatMap(({ name, service }) => {
    const own = given.filter((each) => each.service === service);
    const value = [...own, ...given].map(({ environment }) => environment[name]).find(isGiven);
    const found = value ?? written.map((file) => envEntry(file, name)?.value).find(isGiven);
    // a line's end can stand in no env file and in no password prompt
    return found === undefined || /[\r\n]/u.test(found) ? [] : [[name, found] as const];
  });
  return new Map(values);
}

function isGiven(value: string | undefined): boolean {
  return value !== undefined && value !== "";
}

function foldersOf(containers: readonly Container[]): readonly string[] {
  return [...new Set(containers.flatMap(({ labels }) => labels[composeLabels.folder] ?? []))];
}

async function envFiles(world: World, folders: readonly string[]) {
  const paths = [...new Set(folders)].flatMap((folder) =>
    [".env", ".env.development"].map((name) => world.files.resolve(folder, name)),
  );
  const contents = await Promise.all(paths.map((path) => world.files.read(path)));
  return contents.flatMap((content) => (content.kind === "text" ? [parseEnvFile(content.text)] : []));
}

const entries = z.array(z.string());

/** What a container's program is given, its image's own included: passwords among it, so it is never shown or kept. */
export async function containerEnvironment(
  { world, engine, signal }: StoreWork,
  containerId: string,
): Promise<Readonly<Record<string, string>>> {
  const args = [...dockerWords(engine), "inspect", "--format", "{{json .Config.Env}}", containerId];
  const result = await world.processes.run({ command: "docker", args, timeoutMs: 30_000, signal });
  const found = result.kind === "exited" && result.exitCode === 0 ? parseJson(result.stdout) : [];
  return Object.fromEntries(
    (entries.safeParse(found).data ?? []).map((entry): [string, string] => {
      const equals = entry.indexOf("=");
      return [entry.slice(0, equals), entry.slice(equals + 1)];
    }),
  );
}
