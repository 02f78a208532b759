import { dockerConfigDirectory, parseDockerConfig } from "../../../world/engine/connection/docker-config.ts";
import type { World } from "../../../world/world.ts";
import { check } from "../check.ts";
import type { Check, Finding } from "../check.ts";
import { fail, warn } from "../finding.ts";
import type { ImagesObserver } from "./observe-engine.ts";

interface CredentialObservation {
  readonly configPath: string;
  /** Helpers that the file names and that are not on PATH; `registry` is undefined for the one used for all. */
  readonly missing: readonly { readonly helper: string; readonly registry: string | undefined }[];
  readonly presentImages: ReadonlyMap<string, number>;
}

/** A helper that Docker's settings name but that is not there makes every pull fail, of public images too. */
export function credentialHelperCheck(images: readonly string[], lookAtImages: ImagesObserver): Check {
  return check({
    name: "credential",
    observe: async (world, signal) => observeHelpers(world, await lookAtImages(world, signal)),
    judge: (seen) => judgeHelpers(images, seen),
  });
}

async function observeHelpers(
  world: World,
  presentImages: ReadonlyMap<string, number>,
): Promise<CredentialObservation> {
  const { environment, homeDirectory } = world.machine;
  const configPath = `${dockerConfigDirectory(environment, homeDirectory)}/config.json`;
  const content = await world.files.read(configPath);
  const named = content.kind === "text" ? helpersIn(content.text) : [];
  const found = await Promise.all(
    named.map(async ({ helper }) => isOnPath(world, `docker-credential-${helper}`)),
  );
  return { configPath, missing: named.filter((_, position) => found[position] === false), presentImages };
}

function helpersIn(text: string): CredentialObservation["missing"] {
  const { credsStore, credHelpers = {} } = parseDockerConfig(text);
  const each = Object.entries(credHelpers).map(([registry, helper]) => ({ registry, helper }));
  return credsStore === undefined || credsStore === ""
    ? each
    : [{ helper: credsStore, registry: undefined }, ...each];
}

async function isOnPath({ files, machine }: World, name: string): Promise<boolean> {
  const folders = (machine.environment["PATH"] ?? "").split(":").filter((folder) => folder !== "");
  const stats = await Promise.all(folders.map(async (folder) => files.stat(`${folder}/${name}`)));
  return stats.some(({ kind }) => kind === "file");
}

function judgeHelpers(images: readonly string[], seen: CredentialObservation): readonly Finding[] {
  const toPull = images.filter((image) => !seen.presentImages.has(image));
  return seen.missing.map(({ helper, registry }) => {
    const parts = {
      title: `Docker's settings name the credential helper ${helper}, which is not installed`,
      detail: `${seen.configPath}: ${registry === undefined ? "credsStore, for every registry" : `credHelpers, for ${registry}`}`,
      fix: `install docker-credential-${helper}, or remove the entry from ${seen.configPath}`,
      data: { helper, registry: registry ?? null, path: seen.configPath },
    };
    const used = toPull.some((image) => registry === undefined || image.startsWith(`${registry}/`));
    return used ? fail("credential.helper-missing", parts) : warn("credential.helper-missing", parts);
  });
}
