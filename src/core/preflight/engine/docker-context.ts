import type { World } from "../../../world/world.ts";

/** Where the docker command would look for its engine. */
export interface DockerContext {
  readonly cli: "present" | "missing";
  readonly name: string;
  /** `unix:///var/run/docker.sock`, `tcp://…`, `ssh://…`; "" when unknown. */
  readonly address: string;
}

export async function observeContext(world: World, signal: AbortSignal): Promise<DockerContext> {
  const host = world.machine.environment["DOCKER_HOST"];
  const args = ["context", "inspect", "--format", "{{.Name}} {{.Endpoints.docker.Host}}"];
  const result = await world.processes.run({ command: "docker", args, timeoutMs: 4_000, signal });
  const [name = "", address = ""] = result.kind === "exited" ? result.stdout.trim().split(" ") : [];
  return {
    cli: result.kind === "not-found" ? "missing" : "present",
    name: host === undefined ? name : "DOCKER_HOST",
    address: host ?? address,
  };
}
