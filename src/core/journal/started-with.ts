import * as z from "zod";
import type { Service, ServiceHook } from "../environment/model.ts";
import type { Prepared, PrepareRequest } from "../plan/prepare.ts";
import { stateFiles } from "./state-files.ts";
import type { ProjectPlace } from "./state-files.ts";
import type { World } from "../../world/world.ts";

const hookSchema = z.object({
  command: z.array(z.string()),
  user: z.string().optional(),
  privileged: z.boolean(),
  workingDirectory: z.string().optional(),
  environment: z.record(z.string(), z.string()),
});

const schema = z.object({
  schema: z.literal(1),
  gpu: z.enum(["auto", "multi", "single", "none"]),
  profiles: z.array(z.string()),
  extraFiles: z.array(z.string()),
  set: z.record(z.string(), z.string()),
  preStop: z.record(z.string(), z.array(hookSchema)).default({}),
});

/** What the command line of the last start said of the environment: what is done to it later means the same one. */
export interface StartedWith {
  /** The layer that was laid, where one was chosen. */
  readonly gpu: "auto" | "multi" | "single" | "none";
  readonly profiles: readonly string[];
  /** Absolute: a later command may stand in another folder. */
  readonly extraFiles: readonly string[];
  readonly set: Readonly<Record<string, string>>;
  /** By service, as it was started: what stops it later may find other files, or none. */
  readonly preStop: Readonly<Record<string, readonly ServiceHook[]>>;
}

const starts = stateFiles<StartedWith>("starts", schema);

/** Undefined where nothing was started from here, or by a version that wrote nothing of it down. */
export async function readStartedWith(
  world: Pick<World, "files">,
  place: ProjectPlace,
): Promise<StartedWith | undefined> {
  return starts.read(world, place);
}

/** For its owner alone: `--set` may have brought a secret. It only helps: a full disk costs it, never the run. */
export async function recordStartedWith(
  world: Pick<World, "files" | "machine">,
  { environment, gpu: { layer }, loaded }: Prepared,
  project: string,
  { gpu, profiles, extraFiles, set, rehearse }: PrepareRequest,
): Promise<void> {
  const place = { folder: environment.workingDirectory, project };
  const started: StartedWith = {
    gpu: layer === undefined ? gpu : choices[layer],
    profiles,
    extraFiles: extraFiles.map((file) => world.files.resolve(world.machine.workingDirectory, file)),
    set,
    // stand-ins have nothing to put in order
    preStop: rehearse ? {} : hooksOf(loaded.model.services),
  };
  await starts.write(world, place, started);
}

function hooksOf(services: readonly Service[]): StartedWith["preStop"] {
  return Object.fromEntries(
    services.filter(({ preStop }) => preStop.length > 0).map(({ name, preStop }) => [name, preStop]),
  );
}

/** What is found once may not be found again: a card that is busy, a driver that hangs. */
const choices = { "single-gpu": "single", "multi-gpu": "multi", none: "none" } as const;
