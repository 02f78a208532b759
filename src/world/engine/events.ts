import { composeLabels } from "../compose/labels.ts";
import * as z from "zod";
import { ok } from "./connection/engine-answer.ts";
import { open } from "./connection/engine-client.ts";
import type { Connect } from "./connection/engine-connection.ts";
import { filtersFor } from "./filters.ts";
import { stringMap } from "./schema.ts";
import type { EngineAnswer, EngineEvent, EventOptions } from "./engine.ts";
import { splitLines } from "../processes/line-splitter.ts";
import { parseJson } from "../parse-json.ts";
import { readEach } from "./streams/read-all.ts";

const schema = z.object({
  Action: z.string(),
  Actor: z.object({ ID: z.string(), Attributes: stringMap }),
  time: z.number(),
  timeNano: z.number().optional(),
});

export async function followEvents(
  connect: Connect,
  { project, since, until, signal }: EventOptions,
  onEvent: (event: EngineEvent) => void,
): Promise<EngineAnswer<"ended">> {
  const end = until === undefined ? {} : { until: until.getTime() / 1000 };
  const query = { since: since.getTime() / 1000, ...end, ...filtersFor(project, "container") };
  const response = await open(connect, { method: "GET", path: "/events", query }, signal);
  if (response.kind === "failed") return signal.aborted ? ok("ended") : response;
  const lines = splitLines((line) => {
    const event = schema.safeParse(parseJson(line)).data;
    if (event !== undefined) onEvent(describe(event));
  });
  await readEach(response.value, signal, lines.write).catch(() => undefined);
  return ok("ended");
}

function describe({ Action, Actor, time, timeNano }: z.infer<typeof schema>): EngineEvent {
  return {
    at: new Date(timeNano === undefined ? time * 1000 : Math.floor(timeNano / 1e6)),
    action: Action,
    containerId: Actor.ID,
    service: Actor.Attributes[composeLabels.service] ?? "",
    attributes: Actor.Attributes,
  };
}
