import { describe, expect, it } from "vitest";
import type { EnvironmentStatus, ServiceStatusRow } from "../../../src/features/status/environment-status.ts";
import { statusText } from "../../../src/features/status/status-text.ts";
import { unicodeSymbols } from "../../../src/core/report/text/symbols.ts";
import { textWidth } from "../../../src/core/report/text/width.ts";
import { textOf } from "../../core/report/text-of.ts";

const row = (name: string, more: Partial<ServiceStatusRow> = {}): ServiceStatusRow => ({
  name,
  state: "ready",
  optional: false,
  health: "healthy",
  ports: [],
  url: null,
  restarts: 0,
  memoryBytes: null,
  memoryLimitBytes: null,
  gpus: [],
  gpuUuids: [],
  detail: "",
  ...more,
});
const environment = (...services: readonly ServiceStatusRow[]): EnvironmentStatus => ({
  environment: "development",
  project: "multimodal-development",
  rehearsal: false,
  state: "ready",
  services,
  unfinishedRestore: null,
});
const shown = (all: readonly EnvironmentStatus[], width = 120) =>
  textOf(statusText(all, { width, symbols: unicodeSymbols }));

describe("statusText", () => {
  it("has a line a service with all that there is to see", () => {
    const vllm = row("vllm", {
      state: "starting",
      health: "starting",
      ports: [{ host: 8000, container: 8000, address: "127.0.0.1" }],
      url: "http://localhost:8000",
      restarts: 2,
      memoryBytes: 2 ** 30,
      memoryLimitBytes: 2 ** 35,
      gpus: [0, 1],
      gpuUuids: ["GPU-5f1b2c3d-1111-2222-3333-444455556666", "MIG-77aa88bb-1111-2222-3333-444455556666"],
      detail: "loading weights",
    });
    expect(shown([environment(vllm, row("n8n", { state: "stopped", health: null }))], 140)).toEqual([
      "development  project multimodal-development",
      "  service  state     health    url                    ports  restarts   memory  gpus",
      "● vllm     starting  starting  http://localhost:8000  8000          2  1.0 GiB  GPU-5f1b2c3d, MIG-77aa88bb  loading weights",
      "○ n8n      stopped",
    ]);
  });

  it("shows a memory limit only when it comes near", () => {
    const near = row("redis", { memoryBytes: 900 * 2 ** 20, memoryLimitBytes: 2 ** 30 });
    expect(shown([environment(near)]).at(-1)).toContain("900 MiB of 1.0 GiB");
  });

  it("shows where a port is open to other machines", () => {
    const open = row("nginx", { ports: [{ host: 80, container: 8080, address: "0.0.0.0" }] });
    expect(shown([environment(open)]).at(-1)).toContain("0.0.0.0:80:8080");
  });

  it("says which one is a rehearsal, and where nothing is", () => {
    expect(shown([{ ...environment(), rehearsal: true }])).toEqual([
      "development (rehearsal)  project multimodal-development",
      "no containers",
    ]);
    expect(shown([])).toEqual(["nothing is running here"]);
  });

  it("lets the less telling columns give way on a narrow terminal", () => {
    const service = row("postgres", {
      url: "http://localhost:5432",
      ports: [{ host: 5432, container: 5432, address: "" }],
    });
    const lines = shown([environment(service)], 50);
    expect(lines.filter((line) => textWidth(line) > 50)).toEqual([]);
    expect(lines.at(-1)).toContain("http://localhost:5432");
    expect(lines.at(-1)).not.toContain("0.0.0.0");
  });
});
