import type { CommandContext } from "../../command/command.ts";
import { writeLayer } from "../../core/environment/assemble-environment.ts";
import type { Model, Service } from "../../core/environment/model.ts";
import type { Tell } from "../../core/events/event.ts";
import type { Prepared } from "../../core/plan/prepare.ts";
import {
  notServedSentence,
  nothingServesSentence,
  servedSentence,
} from "../../core/report/words/test-run.ts";
import { urlOf } from "../../core/start/service-result.ts";
import type { ComposeProject } from "../../world/compose/compose.ts";

/** Starts the test containers that have a page once more, to show the report and do nothing else. */
export async function serveReport(
  { world }: CommandContext,
  {
    prepared,
    staged,
    tell,
  }: { readonly prepared: Prepared; readonly staged: ComposeProject | undefined; readonly tell: Tell },
): Promise<void> {
  const { name } = prepared.environment;
  const pages = prepared.services.filter(({ extras }) => extras.kind === "test-run" && extras.url);
  if (pages.length === 0 || staged === undefined) {
    tell({ type: "notice", text: nothingServesSentence(name) });
    return;
  }
  const yaml = serveLayer(pages, prepared.loaded.model);
  const layer = await writeLayer(world, prepared.environment, { name: "serve", yaml });
  const variables = { ...staged.variables, STACK_SERVE: "1" };
  const project = {
    ...staged,
    files: [...staged.files, layer.kind === "ok" ? layer.value : layer.error.path],
    variables,
  };
  const services = pages.map((service) => service.name);
  const answer = await world.compose.up(project, services, world.terminal.interrupted);
  const served = answer.kind === "exited" && answer.exitCode === 0;
  const urls = pages.flatMap((service) => urlOf(service, []) ?? []);
  tell({ type: "notice", text: served ? servedSentence(name, urls) : notServedSentence(name) });
}

/**
 * A layer that leaves these services without the networks of others: who shows a report needs no target, and a
 * network that is in use cannot go.
 */
function serveLayer(services: readonly Service[], model: Model): string {
  const foreign = new Set(model.networks.filter(({ external }) => external).map(({ key }) => key));
  const own = (service: Service): readonly string[] => service.networks.filter((key) => !foreign.has(key));
  const lines = services.flatMap((service) => {
    const kept = own(service);
    return [
      `  ${service.name}:`,
      `    networks: !override [${(kept.length > 0 ? kept : ["default"]).join(", ")}]`,
    ];
  });
  return ["services:", ...lines, ""].join("\n");
}
