import * as z from "zod";
import { secretPaths } from "./secret-place.ts";
import type { SecretPlace } from "./secret-place.ts";
import { parseJson } from "../../../world/parse-json.ts";
import type { World } from "../../../world/world.ts";

const lineSchema = z.object({
  at: z.string(),
  event: z.enum(["generated", "rotated", "imported"]),
  names: z.array(z.string()),
});

type SecretEvent = z.infer<typeof lineSchema>["event"];

export interface LastChange {
  readonly at: string;
  readonly event: SecretEvent;
}

/** Keeps when a secret got the value it has; never the value. That it cannot be kept stops nothing. */
export async function rememberChange(
  world: Pick<World, "files" | "clock">,
  place: SecretPlace,
  event: SecretEvent,
  names: readonly string[],
): Promise<void> {
  if (names.length === 0) return;
  const line = JSON.stringify({ at: world.clock.now().toISOString(), event, names });
  await world.files.appendLine(historyPath(world, place), line, 0o600);
}

/** By name: the last time that the launcher changed it. */
export async function readHistory(
  world: Pick<World, "files">,
  place: SecretPlace,
): Promise<ReadonlyMap<string, LastChange>> {
  const content = await world.files.read(historyPath(world, place));
  const lines = content.kind === "text" ? content.text.split("\n") : [];
  return new Map(
    lines
      .flatMap(parseLine)
      .flatMap(({ at, event, names }) => names.map((name) => [name, { at, event }] as const)),
  );
}

/** A line that was cut by a crash tells nothing. */
function parseLine(line: string): readonly z.infer<typeof lineSchema>[] {
  const parsed = lineSchema.safeParse(parseJson(line));
  return parsed.success ? [parsed.data] : [];
}

function historyPath(world: Pick<World, "files">, place: SecretPlace): string {
  return world.files.resolve(secretPaths(world.files, place).state, "secrets", `${place.environment}.jsonl`);
}
