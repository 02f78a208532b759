import * as z from "zod";
import type { ContainerHealth, EngineHealthCheck } from "./container.ts";

const result = z
  .object({ Start: z.string(), End: z.string(), ExitCode: z.number(), Output: z.string() })
  .transform(({ Start, End, ExitCode, Output }) => ({
    start: new Date(Start),
    end: new Date(End),
    exitCode: ExitCode,
    output: Output,
  }));

/** "none" stands where there is no health check. */
export const health = z
  .object({
    Status: z.enum(["none", "starting", "healthy", "unhealthy"]),
    FailingStreak: z.number(),
    Log: z.array(result).nullish(),
  })
  .nullish()
  .transform((found): ContainerHealth | undefined => {
    if (found === null || found === undefined || found.Status === "none") return undefined;
    return { status: found.Status, failingStreak: found.FailingStreak, log: found.Log ?? [] };
  });

export const healthCheck = z
  .object({
    Test: z.array(z.string()).nullish(),
    Interval: z.number().optional(),
    Timeout: z.number().optional(),
    StartPeriod: z.number().optional(),
    Retries: z.number().optional(),
  })
  .nullish()
  .transform((found): EngineHealthCheck | undefined => {
    const test = found?.Test ?? [];
    if (test.length === 0 || test[0] === "NONE") return undefined;
    return {
      test,
      intervalMs: milliseconds(found?.Interval) || 30_000,
      timeoutMs: milliseconds(found?.Timeout) || 30_000,
      startPeriodMs: milliseconds(found?.StartPeriod),
      retries: (found?.Retries ?? 0) || 3,
    };
  });

/** The engine counts nanoseconds, and 0 stands for its default. */
function milliseconds(nanoseconds: number | undefined): number {
  return Math.round((nanoseconds ?? 0) / 1e6);
}
