import { readFile } from "node:fs/promises";
import { freemem } from "node:os";
import type { Machine } from "./machine.ts";

type Memory = Awaited<ReturnType<Machine["memory"]>>;

/** What Linux can still give (the page cache counts as available); elsewhere what the system calls free. */
export async function readMemory(platform: string, totalBytes: number): Promise<Memory> {
  const text = platform === "linux" ? await readFile("/proc/meminfo", "utf8").catch(() => "") : "";
  return {
    totalBytes,
    availableBytes: bytesOf(text, "MemAvailable") ?? freemem(),
    swapBytes: bytesOf(text, "SwapTotal") ?? 0,
  };
}

function bytesOf(meminfo: string, field: string): number | undefined {
  const kibibytes = new RegExp(`^${field}:\\s+(\\d+) kB$`, "m").exec(meminfo)?.[1];
  return kibibytes === undefined ? undefined : Number(kibibytes) * 1024;
}
