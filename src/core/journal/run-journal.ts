import * as z from "zod";
import type { Event } from "../events/event.ts";
import { timelineFrom } from "./timeline-from.ts";
import type { Timeline } from "./timeline-from.ts";
import { maskDocument } from "../secrets/mask/mask-document.ts";
import type { World } from "../../world/world.ts";

const keptRuns = 10;

const eventSchema = z.looseObject({ type: z.string(), at: z.string() });

const serviceSchema = z.object({
  name: z.string(),
  createdMs: z.number().nullable(),
  startedMs: z.number().nullable(),
  firstProbeMs: z.number().nullable(),
  readyMs: z.number().nullable(),
  state: z
    .enum(["ready", "completed", "unproven", "starting", "degraded", "failed", "skipped"])
    .nullable()
    .catch(null),
  waitedFor: z.array(z.string()),
  phases: z.array(z.object({ name: z.string(), fromMs: z.number() })),
});

const timelineSchema = z.object({
  environment: z.string(),
  rehearsal: z.boolean(),
  startedAt: z.string(),
  totalMs: z.number(),
  criticalPath: z.array(z.string()),
  criticalMs: z.number().default(0),
  lostMs: z.number(),
  services: z.array(serviceSchema),
});

const runSchema = z.looseObject({
  schema: z.number(),
  events: z.array(eventSchema),
  timeline: timelineSchema.optional().catch(undefined),
});

/** An event as it was written, perhaps by an older or a newer version: fields may be more or fewer. */
type RecordedEvent = z.infer<typeof eventSchema>;

export interface RecordedRun {
  readonly events: readonly RecordedEvent[];
  readonly timeline: Timeline | undefined;
}

export interface JournalPlace {
  /** `.stack` of the working folder. */
  readonly stateDirectory: string;
  readonly project: string;
}

/**
 * Writes down what happened in a run, one file a run, the last ten kept. `redact` takes out every secret first. A
 * journal only helps: a full disk costs the record, never the run.
 */
export async function recordRun(
  world: World,
  place: JournalPlace,
  events: readonly Event[],
  redact: (text: string) => string,
): Promise<void> {
  const folder = folderOf(world, place);
  await world.files.makeDirectory(place.stateDirectory, 0o700);
  const before = await world.files.list(folder);
  const name = nameAfter(before.findLast(isRun), events[0]?.at ?? "");
  const run = { schema: 1, project: place.project, timeline: timelineFrom(events), events };
  const text = JSON.stringify(maskDocument(run, redact));
  await world.files.writeAtomically(world.files.resolve(folder, name), `${text}\n`, 0o600);
  const old = (await world.files.list(folder)).filter(isRun).slice(0, -keptRuns);
  const gone = [...before.filter(isLeftover), ...old];
  await Promise.all(gone.map((file) => world.files.remove(world.files.resolve(folder, file))));
}

/** By when it began; a run after the clock was set back is still the newest. */
function nameAfter(newest: string | undefined, at: string): string {
  const name = nameAt(at);
  if (newest === undefined || newest < name) return name;
  const newestMs = Date.parse(newest.replace(/\.json$/u, "").replace(/(?<=T\d\d)-(\d\d)-/u, ":$1:"));
  return Number.isNaN(newestMs) ? name : nameAt(new Date(newestMs + 1).toISOString());
}

function nameAt(at: string): string {
  return `${at.replaceAll(":", "-")}.json`;
}

function isRun(file: string): boolean {
  return file.endsWith(".json");
}

/** What a writer that was killed had not renamed yet. */
function isLeftover(file: string): boolean {
  return file.startsWith(".") && file.endsWith(".tmp");
}

/** The recorded runs, oldest first; files that cannot be read are passed over. */
export async function recordedRuns(world: World, place: JournalPlace): Promise<readonly RecordedRun[]> {
  const folder = folderOf(world, place);
  const files = (await world.files.list(folder)).filter(isRun);
  const contents = await Promise.all(
    files.map((file) => world.files.read(world.files.resolve(folder, file))),
  );
  return contents.flatMap((content) => {
    const run = content.kind === "text" ? parseRun(content.text) : undefined;
    return run === undefined ? [] : [run];
  });
}

function parseRun(text: string): RecordedRun | undefined {
  try {
    const parsed = runSchema.safeParse(JSON.parse(text));
    return parsed.success ? { events: parsed.data.events, timeline: parsed.data.timeline } : undefined;
  } catch {
    return undefined;
  }
}

function folderOf(world: World, { stateDirectory, project }: JournalPlace): string {
  return world.files.resolve(stateDirectory, "runs", project);
}

const provenSchema = z.object({
  type: z.literal("service-proven"),
  service: z.string(),
  readyMs: z.number(),
});

const runsThatCount = 5;

/** How long each service took to be proven on this host: the median of the last runs that started it. */
export function expectedTimes(runs: readonly RecordedRun[]): Readonly<Record<string, number>> {
  const times = new Map<string, readonly number[]>();
  for (const { events } of runs) {
    const kept = new Set(
      events.filter(({ type }) => type === "service-kept").map((event) => event["service"]),
    );
    for (const event of events) {
      const proven = provenSchema.safeParse(event);
      if (!proven.success || kept.has(proven.data.service)) continue;
      const { service, readyMs } = proven.data;
      times.set(service, [...(times.get(service) ?? []), readyMs].slice(-runsThatCount));
    }
  }
  return Object.fromEntries([...times].map(([service, all]) => [service, median(all)]));
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

/** Until it is proven, by how long it took before; undefined once it has taken longer. */
export function timeLeftMs(expectedMs: number | undefined, tookMs: number): number | undefined {
  return expectedMs === undefined || expectedMs < tookMs ? undefined : Math.round(expectedMs - tookMs);
}
