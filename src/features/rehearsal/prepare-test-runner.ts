import { writeLayer } from "../../core/environment/assemble-environment.ts";
import { loadModel } from "../../core/environment/load-model.ts";
import type { Service } from "../../core/environment/model.ts";
import { findImage } from "../../core/images/find-image.ts";
import type { UpRequest } from "../../core/start/up.ts";
import { ensureStandInImage } from "./image/ensure-stand-in-image.ts";
import { rehearsePath } from "./model/rehearse-environment.ts";
import type { ComposeProject } from "../../world/compose/compose.ts";
import type { World } from "../../world/world.ts";
import { stringify } from "yaml";

/**
 * How a test run against a rehearsal is performed: as it is, but a Node image that is not here is played by the
 * stand-ins' image, which has a real Node. So the real tests run where nothing can be pulled.
 */
export function prepareTestRunner(world: World, baseImage: string | undefined): UpRequest["stage"] {
  return async (prepared, project) => {
    const missing = await missingHere(world, nodeServices(prepared.services));
    if (missing.length === 0) return { kind: "ok", value: { prepared, project } };
    const signal = world.terminal.interrupted;
    const images = await ensureStandInImage(world, { base: baseImage, signal });
    if (images.kind === "failed") return { kind: "failed", error: [images.error] };
    const layer = await writeLayer(world, prepared.environment, {
      name: "runner",
      yaml: playNode(missing, images.value.images.withShell),
    });
    if (layer.kind === "failed") {
      const message = `${layer.error.path} cannot be written: ${layer.error.reason}`;
      return { kind: "failed", error: [{ message, fix: "df -h ." }] };
    }
    const staged: ComposeProject = { ...project, files: [...project.files, layer.value] };
    const loaded = await loadModel(world, staged, signal);
    if (loaded.kind === "failed") return loaded;
    const wanted = new Set(prepared.services.map(({ name }) => name));
    const services = loaded.value.model.services.filter(({ name }) => wanted.has(name));
    return {
      kind: "ok",
      value: { prepared: { ...prepared, loaded: loaded.value, services }, project: staged },
    };
  };
}

async function missingHere(world: World, services: readonly Service[]): Promise<readonly Service[]> {
  const answers = await Promise.all(services.map(({ image }) => world.engine.image(image ?? "")));
  return services.filter((_, index) => answers[index]?.kind === "failed");
}

/** The services whose image is Node itself: a stand-in has the real one, and runs their own program. */
function nodeServices(services: readonly Service[]): readonly Service[] {
  return services.filter(({ image }) => image !== undefined && isNode(image));
}

/** A layer that puts the stand-in's image, with its real Node, in the place of theirs; all else stays as it is. */
function playNode(services: readonly Service[], image: string): string {
  const played = services.map(({ name, image: real, entrypoint }) => {
    const environment = { PATH: rehearsePath(real === undefined ? undefined : findImage(real)) };
    // the image's own entry point would play a service
    return [name, { image, pull_policy: "never", entrypoint: entrypoint ?? [], environment }] as const;
  });
  return stringify({ services: Object.fromEntries(played) });
}

function isNode(image: string): boolean {
  return findImage(image)?.repositories.includes("node") ?? false;
}
