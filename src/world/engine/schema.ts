import * as z from "zod";

/** The engine writes null for an empty map or list, or leaves it out. */
export const stringMap = z
  .record(z.string(), z.string())
  .nullish()
  .transform((map) => map ?? {});

export const stringList = z
  .array(z.string())
  .nullish()
  .transform((list) => list ?? []);

/** The names that are set in a map used as a set: `{"80/tcp": {}}`. */
export const keys = z
  .record(z.string(), z.unknown())
  .nullish()
  .transform((map) => Object.keys(map ?? {}));

/** Year 1 is the engine's word for "never". */
export const moment = z
  .string()
  .nullish()
  .transform((text) =>
    text === null || text === undefined || text.startsWith("0001-") ? undefined : new Date(text),
  );

export const containerState = z.enum([
  "created",
  "running",
  "paused",
  "restarting",
  "removing",
  "exited",
  "dead",
]);

/** Told since Engine 28, and only where images are kept as containerd keeps them. */
export const manifestDescriptor = z.object({ digest: z.string() }).nullish();
