import * as z from "zod";
import { linesOf } from "./staged-stack.ts";
import type { Performed } from "./staged-stack.ts";

const eventSchema = z.looseObject({ type: z.string(), at: z.iso.datetime() });
const ofServiceSchema = z.looseObject({
  service: z.string(),
  state: z.string().optional(),
  step: z.string().optional(),
});

const resultSchema = z.looseObject({
  type: z.literal("result"),
  ok: z.boolean(),
  exitCode: z.number(),
  services: z.array(
    z.looseObject({
      name: z.string(),
      state: z.string(),
      reason: z.string().nullable(),
      restarts: z.number(),
      blocks: z.array(z.string()),
      logTail: z.array(z.string()),
    }),
  ),
  criticalPath: z.array(z.string()),
  criticalMs: z.number(),
  totalMs: z.number(),
  lostMs: z.number(),
  message: z.string(),
});

export interface ToldEvent {
  readonly type: string;
  /** Since the run began. */
  readonly atMs: number;
  readonly service: string;
  readonly state: string | undefined;
  readonly step: string | undefined;
}

export type ToldResult = z.infer<typeof resultSchema>;

/** What a run told of its services, in order. */
export function eventsOf(performed: Performed): readonly ToldEvent[] {
  const events = linesOf(performed).map((line) => eventSchema.parse(line));
  const began = Date.parse(events[0]?.at ?? "");
  return events.map((event) => {
    const { service = "", state, step } = ofServiceSchema.partial().parse(event);
    return { type: event.type, atMs: Date.parse(event.at) - began, service, state, step };
  });
}

/** The last line of it. */
export function resultOf(performed: Performed): ToldResult {
  return resultSchema.parse(linesOf(performed).at(-1));
}
