import type { Container } from "../world/container.ts";
import type { EngineFailure } from "../world/engine.ts";
import type { World } from "../world/world.ts";
import type { RunningProject } from "./running-project.ts";
import { dependenciesFromLabels, stopOrder } from "./stop-order.ts";

const serviceLabel = "com.docker.compose.service";

export type DownStep =
  | { readonly kind: "stopping"; readonly services: readonly string[] }
  | { readonly kind: "stopped"; readonly service: string; readonly durationMs: number }
  | {
      readonly kind: "removed";
      readonly what: "containers" | "networks" | "volumes";
      readonly names: readonly string[];
    }
  | { readonly kind: "failed"; readonly name: string; readonly message: string };

/**
 * Stops a project's services, whoever needs another one first, then removes containers and networks. Data stays; only
 * a rehearsal's volumes go, for nothing but rehearsals ever used them.
 */
export async function takeDown(
  world: World,
  running: RunningProject,
  tell: (step: DownStep) => void,
): Promise<{ readonly failed: number }> {
  let failed = 0;
  const report = (name: string, failure: EngineFailure | undefined): void => {
    if (failure === undefined || failure.kind === "not-found") return;
    failed += 1;
    tell({ kind: "failed", name, message: failure.message });
  };
  for (const level of stopOrder(stoppable(running.containers))) {
    tell({ kind: "stopping", services: level });
    await Promise.all(level.map((service) => stopService(world, service, { running, tell, report })));
  }
  await removeContainers(world, running, { tell, report });
  await removeNetworks(world, running, { tell, report });
  if (running.rehearsal) await removeVolumes(world, running, { tell, report });
  return { failed };
}

interface Telling {
  readonly tell: (step: DownStep) => void;
  readonly report: (name: string, failure: EngineFailure | undefined) => void;
}

function stoppable(containers: readonly Container[]): Parameters<typeof stopOrder>[0] {
  return [...new Set(containers.map(serviceOf))].map((service) => ({
    service,
    dependsOn: containers
      .filter((each) => serviceOf(each) === service)
      .flatMap(({ labels }) => dependenciesFromLabels(labels)),
  }));
}

export function serviceOf(container: Container): string {
  return container.labels[serviceLabel] ?? container.name;
}

async function stopService(
  world: World,
  service: string,
  { running, tell, report }: Telling & { readonly running: RunningProject },
): Promise<void> {
  const began = world.clock.elapsedMs();
  const own = running.containers.filter((container) => serviceOf(container) === service);
  const answers = await Promise.all(own.map((container) => world.engine.stop(container.id, undefined)));
  for (const answer of answers) if (answer.kind === "failed") report(service, answer.failure);
  tell({ kind: "stopped", service, durationMs: Math.round(world.clock.elapsedMs() - began) });
}

async function removeContainers(
  world: World,
  running: RunningProject,
  { tell, report }: Telling,
): Promise<void> {
  const { containers } = running;
  const answers = await Promise.all(containers.map(({ id }) => world.engine.removeContainer(id, false)));
  for (const [index, answer] of answers.entries()) {
    if (answer.kind === "failed") report(containers[index]?.name ?? "", answer.failure);
  }
  tell({ kind: "removed", what: "containers", names: containers.map(({ name }) => name) });
}

async function removeNetworks(
  world: World,
  running: RunningProject,
  { tell, report }: Telling,
): Promise<void> {
  const networks = await world.engine.networks(running.project);
  if (networks.kind === "failed") return report("networks", networks.failure);
  const answers = await Promise.all(networks.value.map(({ id }) => world.engine.removeNetwork(id)));
  for (const [index, answer] of answers.entries()) {
    if (answer.kind === "failed") report(networks.value[index]?.name ?? "", answer.failure);
  }
  tell({ kind: "removed", what: "networks", names: networks.value.map(({ name }) => name) });
}

/** By the project's label and its own prefix both: a label alone can be anybody's. */
async function removeVolumes(
  world: World,
  running: RunningProject,
  { tell, report }: Telling,
): Promise<void> {
  const volumes = await world.engine.volumes(running.project);
  if (volumes.kind === "failed") return report("volumes", volumes.failure);
  const own = volumes.value.filter(({ name }) => name.startsWith(`${running.project}_`));
  const answers = await Promise.all(own.map(({ name }) => world.engine.removeVolume(name)));
  for (const [index, answer] of answers.entries()) {
    if (answer.kind === "failed") report(own[index]?.name ?? "", answer.failure);
  }
  tell({ kind: "removed", what: "volumes", names: own.map(({ name }) => name) });
}
