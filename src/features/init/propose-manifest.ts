import { stringify } from "yaml";
import { composeFileNames } from "../../core/environment/find-manifest.ts";
import { at } from "../../core/environment/written.ts";
import { readYamlDocuments } from "../../core/environment/yaml-source.ts";
import type { World } from "../../world/world.ts";

export interface ProposedManifest {
  readonly name: string;
  readonly environment: string;
  /** Compose files of the folder, as Compose by hand would take them. */
  readonly layers: readonly string[];
  readonly envFiles: readonly string[];
  /** The text of `stack.yaml`. */
  readonly text: string;
}

const environment = "development";

/** The smallest manifest for a folder's own Compose project; undefined where it has none. */
export async function proposeManifest(world: World, folder: string): Promise<ProposedManifest | undefined> {
  const { files } = world;
  const present = async (name: string) => (await files.stat(files.resolve(folder, name))).kind === "file";
  const there = await Promise.all(composeFileNames.map(present));
  const first = composeFileNames.find((_, index) => there[index]);
  if (first === undefined) return undefined;
  const override = first.replace(/\.(ya?ml)$/u, ".override.$1");
  const layers = (await present(override)) ? [first, override] : [first];
  const envFiles = (await present(".env")) ? [".env"] : [];
  const name = nameOf((await writtenName(world, folder, first)) ?? files.basename(folder));
  return { name, environment, layers, envFiles, text: manifestText({ name, layers, envFiles }) };
}

async function writtenName({ files }: World, folder: string, file: string): Promise<string | undefined> {
  const read = await readYamlDocuments(files, files.resolve(folder, file), file);
  const names = read.kind === "ok" ? read.value.map(({ value }) => at(value, ["name"])) : [];
  return names.findLast((name): name is string => typeof name === "string" && !name.includes("$"));
}

/** What Compose makes of a folder's name. */
function nameOf(written: string): string {
  const name = written.toLowerCase().replaceAll(/[^a-z0-9_-]/gu, "");
  return name.replace(/^[_-]+/u, "") || "stack";
}

function manifestText({
  name,
  layers,
  envFiles,
}: Pick<ProposedManifest, "name" | "layers" | "envFiles">): string {
  const lines = [
    // a name that YAML would take for a number is quoted
    `name: ${stringify(name).trim()}`,
    "environments:",
    `  ${environment}:`,
    "    aliases: [dev]",
    `    layers: [${layers.join(", ")}]`,
    ...(envFiles.length === 0 ? [] : [`    env-files: [${envFiles.join(", ")}]`]),
  ];
  return `${lines.join("\n")}\n`;
}
