import { z } from "zod";

const eventSchema = z.looseObject({ type: z.string(), at: z.string() });

/** One line of a `--json` stream. */
export type StreamEvent = z.infer<typeof eventSchema>;

const resultSchema = z.looseObject({
  type: z.literal("result"),
  schema: z.literal(1),
  command: z.string(),
  ok: z.boolean(),
  exitCode: z.number(),
  message: z.string(),
  fix: z.string(),
  totalMs: z.number(),
  lostMs: z.number(),
  criticalPath: z.array(z.string()),
  warnings: z.array(z.string()),
  services: z.array(
    z.looseObject({
      name: z.string(),
      state: z.string(),
      readyMs: z.number().nullable(),
      restarts: z.number(),
      url: z.string().nullable(),
      reason: z.string().nullable(),
      fix: z.string(),
      logTail: z.array(z.string()),
      blocks: z.array(z.string()),
    }),
  ),
});

export type StreamResult = z.infer<typeof resultSchema>;
export type StreamService = StreamResult["services"][number];

/** Every line has to be an event: what is not JSON is an error of the program, and of the test. */
export function eventsIn(stdout: string): readonly StreamEvent[] {
  return stdout
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => eventSchema.parse(JSON.parse(line)));
}

export function resultIn(stdout: string): StreamResult {
  const last = eventsIn(stdout).at(-1);
  if (last?.type !== "result")
    throw new Error(`the stream has no result; it ends with ${JSON.stringify(last)}`);
  return resultSchema.parse(last);
}

/** State by service, as a test states what it expects. */
export function statesIn(stdout: string): Readonly<Record<string, string>> {
  return Object.fromEntries(resultIn(stdout).services.map(({ name, state }) => [name, state]));
}

export function serviceIn(stdout: string, name: string): StreamService {
  const service = resultIn(stdout).services.find((each) => each.name === name);
  if (service === undefined) throw new Error(`the result has no service ${name}`);
  return service;
}
