import * as z from "zod";

const status = z.enum(["pass", "warn", "fail", "skip"]);

const gpuSchema = z.strictObject({
  gpus: z.array(
    z.looseObject({
      index: z.number(),
      uuid: z.string(),
      name: z.string(),
      memoryTotalMiB: z.number(),
      memoryFreeMiB: z.number(),
    }),
  ),
  links: z.array(z.strictObject({ a: z.number(), b: z.number(), type: z.string(), nvlink: z.boolean() })),
  nvlink: z.boolean(),
  selected: z.array(z.number()),
  layer: z.enum(["multi-gpu", "single-gpu", "none"]).optional(),
  reason: z.string(),
  error: z.strictObject({ code: z.string(), message: z.string(), fix: z.string() }).nullable(),
  troubles: z
    .array(
      z.strictObject({
        kind: z.enum(["lost", "power", "inforom", "not-driven", "incomplete"]),
        gpu: z.number().optional(),
        busId: z.string().optional(),
        said: z.string(),
      }),
    )
    .optional(),
  nvlinks: z
    .array(z.strictObject({ gpu: z.number(), active: z.number(), someInactive: z.boolean() }))
    .optional(),
});

/** The JSON of `stack doctor`, as scripts rely on it. */
export const doctorSchema = z.strictObject({
  schema: z.literal(1),
  command: z.literal("doctor"),
  environment: z.string().nullable(),
  ok: z.boolean(),
  findings: z.array(
    z.strictObject({
      id: z.string().regex(/^[a-z-]+\.[a-z0-9-]+$/u),
      status,
      title: z.string().min(1),
      detail: z.string(),
      fix: z.string(),
      data: z.record(z.string(), z.unknown()),
    }),
  ),
  gpu: gpuSchema,
  durationMs: z.int().min(0),
  fixes: z
    .array(
      z.strictObject({
        id: z.string(),
        finding: z.string(),
        title: z.string(),
        state: z.enum(["applied", "declined", "failed"]),
        undo: z.string().min(1),
        reason: z.string(),
        next: z.string(),
      }),
    )
    .optional(),
  report: z.string().optional(),
});

export type DoctorJson = z.infer<typeof doctorSchema>;
