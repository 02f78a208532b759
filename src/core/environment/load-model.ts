import type { ComposeProject } from "../../world/compose/compose.ts";
import { parseJson } from "../../world/parse-json.ts";
import type { World } from "../../world/world.ts";
import { configSchema } from "./config-schema.ts";
import type { ConfigDocument } from "./config-schema.ts";
import { layerExtras } from "./x-stack.ts";
import type { Model } from "./model.ts";
import { modelFromConfig } from "./model-from-config.ts";
import { ok, problems } from "./problem.ts";
import type { Read } from "./problem.ts";
import { readYaml } from "./yaml-source.ts";
import type { YamlSource } from "./yaml-source.ts";
import { shownPath } from "./find-manifest.ts";

export interface LoadedModel {
  readonly model: Model;
  /** The merged document itself, for what rewrites it. */
  readonly document: ConfigDocument;
  /** The layers as written, variables and all. */
  readonly layers: readonly YamlSource[];
}

/**
 * The merged model of these layers, by `docker compose config`; needs no engine. `whileReading` is called when Compose
 * reads them: what else is to be asked then costs no time.
 */
export async function loadModel(
  world: World,
  project: ComposeProject,
  signal: AbortSignal,
  whileReading?: () => void,
): Promise<Read<LoadedModel>> {
  let onStarted = (): void => undefined;
  const started = new Promise<void>((resolve) => {
    onStarted = resolve;
  });
  const reading = world.compose.config(project, { interpolate: true, signal, onStarted });
  // Compose first, or what is done here would delay it; where it cannot run, it has ended
  await Promise.race([started, reading]);
  whileReading?.();
  const [layers, config] = await Promise.all([readLayers(world, project), reading]);
  if (layers.kind === "problems") return layers;
  if (config.kind !== "exited") return problems({ ...composeDidNotRun(config.kind), fromCompose: true });
  if (config.exitCode !== 0) {
    return problems({ ...composeRefused(config.stderr, project), fromCompose: true });
  }
  const document = configSchema.safeParse(parseJson(config.stdout));
  if (!document.success) return problems(unexpectedModel(document.error.issues[0]));
  const extras = layerExtras(layers.value);
  if (extras.kind === "problems") return extras;
  return ok({
    layers: layers.value,
    document: document.data,
    model: modelFromConfig(document.data, extras.value),
  });
}

async function readLayers(world: World, project: ComposeProject): Promise<Read<readonly YamlSource[]>> {
  const from = world.machine.workingDirectory;
  const read = await Promise.all(
    project.files.map((file) => readYaml(world.files, file, shownPath(world, from, file))),
  );
  const found = read.flatMap((layer) => (layer.kind === "problems" ? layer.problems : []));
  if (found.length > 0) return { kind: "problems", problems: found };
  return ok(read.flatMap((layer) => (layer.kind === "ok" ? [layer.value] : [])));
}

function composeDidNotRun(how: string): { message: string; fix: string } {
  return how === "not-found"
    ? { message: "docker is not installed here; its compose command merges the layers", fix: "stack doctor" }
    : { message: `docker compose config did not finish (${how})`, fix: "docker compose version" };
}

/** Compose names the file itself in most of its complaints. */
function composeRefused(stderr: string, project: ComposeProject): { message: string; fix: string } {
  if (/unknown (shorthand )?flag|is not a docker command|unknown command/u.test(stderr)) {
    return { message: "docker has no compose command here", fix: "stack doctor" };
  }
  const said = stderr
    .trim()
    .split("\n")
    .filter((line) => !line.includes("level=warning"))
    .join("; ");
  return {
    message: `docker compose does not accept ${project.files.map((file) => file.split("/").pop()).join(" + ")}: ${said}`,
    fix: "correct the layer it names, then try again",
  };
}

function unexpectedModel(issue: { path: readonly PropertyKey[]; message: string } | undefined): {
  message: string;
  fix: string;
} {
  const where = issue?.path.map(String).join(".") ?? "";
  return {
    message: `docker compose config answered in a form this program does not know: ${where}: ${issue?.message ?? ""}`,
    fix: "docker compose version",
  };
}
