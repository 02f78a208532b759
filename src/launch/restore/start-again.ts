import type { OwnProject } from "../own-project.ts";
import { dependenciesFromLabels, stopOrder } from "../stop-order.ts";
import { serviceOf } from "../stop-services.ts";
import type { StoreWork } from "../stores/store-work.ts";
import { composeLabels } from "../ownership/compose-labels.ts";

/** Starts what ran before, in the order of starting: that of stopping, turned round. */
export async function startAgain(
  { world, signal }: StoreWork,
  { project }: Pick<OwnProject, "project">,
  services: readonly string[],
  tell: (step: { readonly kind: "starting"; readonly services: readonly string[] }) => void,
): Promise<void> {
  const listed = await world.engine.containers({ project });
  if (listed.kind === "failed") return;
  const containers = listed.value.filter(
    (each) => services.includes(serviceOf(each)) && each.labels[composeLabels.oneOff] !== "True",
  );
  const stoppables = services.map((service) => ({
    service,
    isStore: false,
    dependsOn: containers
      .filter((each) => serviceOf(each) === service)
      .flatMap(({ labels }) => dependenciesFromLabels(labels)),
  }));
  for (const level of stopOrder(stoppables).toReversed()) {
    if (signal.aborted) return;
    tell({ kind: "starting", services: level });
    const ids = containers.filter((each) => level.includes(serviceOf(each))).map(({ id }) => id);
    await Promise.all(ids.map((id) => world.engine.start(id)));
  }
}
