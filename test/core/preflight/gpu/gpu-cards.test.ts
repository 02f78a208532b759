import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { gpuFields, readCards } from "../../../../src/core/preflight/gpu/gpu-cards.ts";
import type { GpuField } from "../../../../src/core/preflight/gpu/gpu-cards.ts";

const fields: readonly GpuField[] = [...gpuFields.filter((field) => field !== "name"), "pci.bus_id", "name"];

function row(index: number, parts: Partial<Record<GpuField, string>> = {}): string {
  const cells: Partial<Record<GpuField, string>> = {
    index: String(index),
    uuid: `GPU-${index}`,
    "memory.total": "24576",
    "memory.free": "24000",
    compute_cap: "8.6",
    driver_version: "580.95.05",
    "mig.mode.current": "[N/A]",
    "pci.bus_id": `00000000:0${index + 1}:00.0`,
    name: "NVIDIA GeForce RTX 3090",
    ...parts,
  };
  return fields.map((field) => cells[field] ?? "").join(", ");
}

function read(lines: readonly string[], exitCode: number | null = 0, stderr = "") {
  const { gpus, troubles } = readCards(
    { stdout: lines.join("\n"), stderr, exitCode: exitCode ?? undefined },
    fields,
  );
  return { gpus, troubles: troubles.map(({ kind, gpu, busId }) => [kind, gpu ?? busId ?? null]) };
}

describe("an answer of nvidia-smi that is not whole", () => {
  it.each([
    ["Unable to determine the device handle for GPU0000:02:00.0: Unknown Error", "lost", "0000:02:00.0"],
    ["Unable to determine the device handle for GPU 00000000:C1:00.0: GPU is lost", "lost", "0000:c1:00.0"],
    ["Unable to determine the device handle for gpu 0000:02:00.0: Not Found", "lost", "0000:02:00.0"],
    ["WARNING: infoROM is corrupted at gpu 0000:01:00.0", "inforom", "0000:01:00.0"],
    [
      "Unable to determine the device handle for GPU 0000:02:00.0: Insufficient External Power",
      "power",
      "0000:02:00.0",
    ],
  ])("tells in a line of its own: %s", (line, kind, busId) => {
    for (const lines of [
      [row(0), line],
      [line, row(0)],
    ]) {
      expect(read(lines, 255)).toMatchObject({ gpus: [{ index: 0 }], troubles: [[kind, busId]] });
    }
    expect(read([row(0)], 255, line).troubles).toEqual([[kind, busId]]);
  });

  it.each([
    ["[GPU is lost]", "lost"],
    ["[GPU requires reset]", "lost"],
    ["[Unknown Error]", "lost"],
    ["ERR!", "lost"],
    ["[Insufficient External Power]", "power"],
  ])("tells in a cell that every card has: %s", (cell, kind) => {
    const { gpus, troubles } = read([row(0), row(1, { "memory.total": cell })]);
    expect(gpus.map(({ fault }) => fault !== undefined)).toEqual([false, true]);
    expect(troubles).toEqual([[kind, 1]]);
  });

  it("tells of a card of which nothing but its number is left", () => {
    const lost = fields.map((field) => (field === "index" ? "1" : "[GPU is lost]")).join(", ");
    expect(read([row(0), lost])).toMatchObject({
      gpus: [{}, { index: 1, fault: "GPU is lost" }],
      troubles: [["lost", 1]],
    });
    const nameless = fields.map(() => "[Unknown Error]").join(", ");
    expect(read([row(0), nameless], 255)).toMatchObject({ gpus: [{}], troubles: [["lost", null]] });
  });

  it.each([
    [15, "lost"],
    [8, "power"],
    [14, "inforom"],
    [255, "incomplete"],
    [null, "incomplete"],
  ])("tells by its exit code alone: %s", (exitCode, kind) => {
    expect(read([row(0), row(1)], exitCode).troubles).toEqual([[kind, null]]);
  });

  it("is whole where a card lacks what it never had", () => {
    const parts = {
      "memory.total": "[N/A]",
      "memory.free": "[Unknown Error]",
      compute_cap: "[Not Supported]",
    };
    expect(read([row(0, parts)])).toMatchObject({ gpus: [{ index: 0 }], troubles: [] });
  });
});

describe("rows of nvidia-smi", () => {
  it("are read in the order of their header, where there is one", () => {
    const header =
      "name, uuid, driver_version, index, memory.free [MiB], memory.total [MiB], compute_cap, pci.bus_id, mig.mode.current";
    const line =
      "NVIDIA A40, rev. B, GPU-x, 550.90.07, 3, 45000 MiB, 46068 MiB, 8.6, 00000000:41:00.0, Disabled";
    expect(read([header, line]).gpus).toEqual([
      {
        index: 3,
        uuid: "GPU-x",
        name: "NVIDIA A40, rev. B",
        memoryTotalMiB: 46_068,
        memoryFreeMiB: 45_000,
        computeCapability: "8.6",
        driverVersion: "550.90.07",
        mig: false,
      },
    ]);
  });

  it.each(["54d0709b-558d-5a59-9c65-0c5fc14a21a4", "GPU-54d0709b-558d-5a59-9c65-0c5fc14a21a4"])(
    "are cards with a UUID as NVIDIA writes it: %s",
    (uuid) => {
      expect(read([row(0, { uuid })]).gpus).toMatchObject([{ uuid }]);
    },
  );

  it("never make the parser throw", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.option(fc.integer()), (text, exitCode) => {
        expect(read([row(0), text], exitCode).gpus.length).toBeGreaterThan(0);
      }),
    );
  });
});
