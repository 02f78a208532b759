import { observeOnce } from "../observe-once.ts";
import type { Observer } from "../observe-once.ts";
import type { EngineAnswer, EngineInfo } from "../../../world/engine/engine.ts";
import type { World } from "../../../world/world.ts";

export type EngineObserver = Observer<EngineAnswer<EngineInfo>>;

/** The one question that many checks ask: which engine is it? */
export function engineObserver(): EngineObserver {
  return observeOnce(async (world) => world.engine.ping(4_000));
}

/** Whether what this machine shows (ports, memory, disk, files) is what the engine will meet. */
export function isHere(answer: EngineAnswer<EngineInfo>): boolean {
  return answer.kind === "failed" || (answer.value.local && !isVirtual(answer.value));
}

/** Docker Desktop runs its engine in a virtual machine, with memory and a disk of its own. */
function isVirtual({ operatingSystem }: EngineInfo): boolean {
  return operatingSystem.startsWith("Docker Desktop");
}

/** Which images are on the engine already, by reference, with their sizes. */
export type ImagesObserver = Observer<ReadonlyMap<string, number>>;

/** Which of these images are on the engine, asked once however many checks want to know. */
export function imagesObserver(references: readonly string[]): ImagesObserver {
  return observeOnce(async (world) => presentImages(world, [...new Set(references)]));
}

async function presentImages(
  { engine }: World,
  references: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const answers = await Promise.all(
    references.map(async (reference) => ({ reference, image: await engine.image(reference) })),
  );
  return new Map(
    answers.flatMap(({ reference, image }) =>
      image.kind === "ok" ? [[reference, image.value.sizeBytes] as const] : [],
    ),
  );
}

/** Where the docker command would look for its engine. */
export interface DockerContext {
  readonly cli: "present" | "missing";
  readonly name: string;
  /** `unix:///var/run/docker.sock`, `tcp://…`, `ssh://…`; "" when unknown. */
  readonly address: string;
}

/** Which context or DOCKER_HOST the docker command uses; asks it, so it may take a second. */
export async function observeContext(world: World, signal: AbortSignal): Promise<DockerContext> {
  const set = world.machine.environment["DOCKER_HOST"];
  const host = set === "" ? undefined : set;
  const args = ["context", "inspect", "--format", "{{.Name}} {{.Endpoints.docker.Host}}"];
  const result = await world.processes.run({ command: "docker", args, timeoutMs: 4_000, signal });
  const [name = "", address = ""] = result.kind === "exited" ? result.stdout.trim().split(" ") : [];
  return {
    cli: result.kind === "not-found" ? "missing" : "present",
    name: host === undefined ? name : "DOCKER_HOST",
    address: host ?? address,
  };
}
