import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import type { ProcessResult } from "../../../../src/world/processes/processes.ts";
import type { Script } from "./stub-world.ts";
import { printed } from "./stub-world.ts";

const folder = join(import.meta.dirname, "..", "..", "..", "fixtures", "nvidia-smi");

const fixtureSchema = z.strictObject({
  source: z.string().optional(),
  gpus: z.array(z.record(z.string(), z.string())),
  /** Lines after the rows, and how the query then ends. */
  trailer: z.array(z.string()).optional(),
  queryExit: z.number().optional(),
  topo: z.string().optional(),
  nvlink: z.string().optional(),
  error: z.string().optional(),
  exitCode: z.number().optional(),
  expect: z.strictObject({
    count: z.number(),
    error: z.string().optional(),
    nvlink: z.boolean().optional(),
    links: z.array(z.tuple([z.number(), z.number(), z.string()])).optional(),
    layer: z.string().optional(),
    selected: z.array(z.number()).optional(),
    /** Kind and address of each. */
    troubles: z.array(z.tuple([z.string(), z.string()])).optional(),
    /** Of joining, one finding an id. */
    findings: z.array(z.string()).optional(),
  }),
});

export type GpuFixture = z.infer<typeof fixtureSchema>;

export function gpuFixture(name: string): GpuFixture {
  return fixtureSchema.parse(JSON.parse(readFileSync(join(folder, `${name}.json`), "utf8")));
}

export function gpuFixtureNames(): readonly string[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith(".json"))
    .map((file) => file.replace(/\.json$/, ""));
}

/** `nvidia-smi` as on the recorded machine: it answers the fields it is asked for. */
export function nvidiaSmiOf(fixture: GpuFixture): Script {
  return ({ command, args }) => {
    if (command !== "nvidia-smi") return undefined;
    if (fixture.error !== undefined) return printed(fixture.error, fixture.exitCode ?? 1);
    const query = args.find((arg) => arg.startsWith("--query-gpu="));
    if (query !== undefined) return rows(fixture, query.slice("--query-gpu=".length).split(","));
    if (args[0] === "topo") return printed(fixture.topo ?? "");
    if (args[0] === "nvlink") return printed(fixture.nvlink ?? "");
    return undefined;
  };
}

function rows(fixture: GpuFixture, fields: readonly string[]): ProcessResult {
  const lines = fixture.gpus.map((gpu) => fields.map((field) => gpu[field] ?? "[N/A]").join(", "));
  return printed(`${[...lines, ...(fixture.trailer ?? [])].join("\n")}\n`, fixture.queryExit ?? 0);
}
