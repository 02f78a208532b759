import { envEntry } from "../../../core/secrets/env-file/env-file.ts";
import { parseEnvFile } from "../../../core/secrets/env-file/parse-env-file.ts";
import type { Container } from "../../../world/engine/container.ts";
import type { World } from "../../../world/world.ts";
import { composeLabels } from "../../../world/compose/labels.ts";
import { serviceOf } from "../../../core/stop/stop-services.ts";
import type { StoreWork } from "../../backup/stores/store-work.ts";
import { containerEnvironment } from "./container-environment.ts";
import { predecessorSecrets } from "./predecessor-stores.ts";

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
