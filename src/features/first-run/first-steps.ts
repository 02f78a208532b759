import { urlOf } from "../../core/start/service-result.ts";
import { firstRunTexts } from "./words.ts";
import type { Service } from "../../core/environment/model.ts";
import { prepare } from "../../core/plan/prepare.ts";
import type { CommandContext } from "../../command/command.ts";
import { prepareRequest } from "../../command/request.ts";

/** What a person does next with what runs now, as the services' own files say it. */
export async function firstSteps(context: CommandContext): Promise<readonly string[]> {
  const { world, flags } = context;
  const prepared = await prepare(world, prepareRequest(context), world.terminal.interrupted);
  if (prepared.kind === "problems") return [];
  const { envFile } = prepared.value.environment;
  const steps = prepared.value.services.flatMap((service) => stepOf(service, envFile));
  const [page = ""] = prepared.value.services.flatMap((service) => urlOf(service, []) ?? []);
  const around = firstRunTexts.lookAround.map((command) => `look around: ${command}`);
  return flags.rehearse ? [firstRunTexts.rehearsalSteps(page), ...around] : [...steps, ...around];
}

function stepOf(service: Service, envFile: string): readonly string[] {
  const { firstStep, display } = service.extras;
  if (firstStep === undefined) return [];
  const url = urlOf(service, []) ?? "";
  const origin = /^\w+:\/\/[^/]+/u.exec(url)?.[0] ?? "";
  const text = firstStep
    .replaceAll("{url}", url)
    .replaceAll("{origin}", origin)
    .replaceAll("{env-file}", envFile);
  return [`${display ?? service.name}: ${text}`];
}
