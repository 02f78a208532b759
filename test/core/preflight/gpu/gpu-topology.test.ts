import { describe, expect, it } from "vitest";
import * as fc from "fast-check";
import { parseGpus } from "../../../../src/core/preflight/gpu/gpu-cards.ts";
import { linksFromNvlinkStatus, parseTopology } from "../../../../src/core/preflight/gpu/gpu-topology.ts";
import { gpuFixture } from "./gpu-fixture.ts";

function types(text: string): readonly (readonly [number, number, string])[] {
  return parseTopology(text).map(({ a, b, type }) => [a, b, type]);
}

const matrix = [
  "\tGPU0\tGPU1\tNIC0\tCPU Affinity\tNUMA Affinity\tGPU NUMA ID",
  "GPU0\t X \tNV4\tPHB\t0-23\t0\t\tN/A",
  "GPU1\tNV4\t X \tSYS\t0-23\t0\t\tN/A",
  "NIC0\tPHB\tSYS\t X \t\t\t",
];

describe("the matrix of nvidia-smi topo -m", () => {
  it("is read with tabs", () => {
    expect(types(matrix.join("\n"))).toEqual([[0, 1, "NV4"]]);
  });

  it("is read with spaces, as a terminal shows it", () => {
    expect(types(matrix.map((line) => line.replaceAll("\t", "      ")).join("\n"))).toEqual([[0, 1, "NV4"]]);
  });

  it("is read with Windows line ends and trailing blanks", () => {
    expect(types(matrix.map((line) => `${line}  `).join("\r\n"))).toEqual([[0, 1, "NV4"]]);
  });

  it("is read with the header underlined", () => {
    const [header, ...rows] = matrix;
    expect(types([`\u001b[4m${header ?? ""}\u001b[0m`, ...rows].join("\n"))).toEqual([[0, 1, "NV4"]]);
  });

  it("is read without affinity columns", () => {
    expect(types("\tGPU0\tGPU1\nGPU0\t X \tSYS\nGPU1\tSYS\t X \n")).toEqual([[0, 1, "SYS"]]);
  });

  it("is read with affinity columns in front", () => {
    expect(types("CPU Affinity\tGPU0\tGPU1\nGPU0\t0-7\t X \tPIX\nGPU1\t0-7\tPIX\t X \n")).toEqual([
      [0, 1, "PIX"],
    ]);
  });

  it("is read with the network cards between the GPUs", () => {
    const text = "\tGPU0\tmlx5_0\tGPU1\nGPU0\t X \tPIX\tNV2\nmlx5_0\tPIX\t X \tSYS\nGPU1\tNV2\tSYS\t X \n";
    expect(types(text)).toEqual([[0, 1, "NV2"]]);
  });

  it("has no links for one GPU", () => {
    expect(types(gpuFixture("single-3090").topo ?? "")).toEqual([]);
  });

  it("gives nothing for a row whose cells are not under their columns", () => {
    expect(types("\tGPU0\tGPU1\nGPU0\tNV4\nGPU1\tNV4\n")).toEqual([]);
  });

  it("does not take the peer-access matrix for links", () => {
    expect(types(" \tGPU0\tGPU1\t\n GPU0\tX\tGNS\t\n GPU1\tGNS\tX\t\n")).toEqual([]);
  });
});

describe("laws of the matrix", () => {
  const type = fc.constantFrom("NV1", "NV4", "NV12", "NV18", "PIX", "PXB", "PHB", "NODE", "SYS");
  const separator = fc.constantFrom("\t", "        ", " \t ");

  it("gives back every link of a box of any size in any layout", () => {
    const box = fc.tuple(
      fc.integer({ min: 1, max: 8 }),
      fc.nat(4),
      separator,
      fc.boolean(),
      fc.infiniteStream(type),
    );
    fc.assert(
      fc.property(box, ([gpus, nics, separator, affinity, types]) => {
        const names = [...Array(gpus).keys()].map((n) => `GPU${n}`);
        const devices = [...names, ...[...Array(nics).keys()].map((n) => `NIC${n}`)];
        const cells = new Map<string, string>();
        for (const [a, one] of devices.entries())
          for (const other of devices.slice(a + 1)) {
            const value = types.next().value;
            cells.set(`${one} ${other}`, value);
            cells.set(`${other} ${one}`, value);
          }
        const tail = affinity ? ["0-23", "0", "", "N/A"] : [];
        const header = [
          "",
          ...devices,
          ...(affinity ? ["CPU Affinity", "NUMA Affinity", "GPU NUMA ID"] : []),
        ];
        const rows = devices.map((one) =>
          [one].concat(
            devices.map((other) => (one === other ? " X " : (cells.get(`${one} ${other}`) ?? ""))),
            tail,
          ),
        );
        const text = [header, ...rows].map((row) => row.join(separator)).join("\n");
        const expected = names.flatMap((one, a) =>
          names.slice(a + 1).map((other) => cells.get(`${one} ${other}`)),
        );
        expect(parseTopology(text).map(({ type }) => type)).toEqual(expected);
      }),
    );
  });

  it("never throws, whatever it is given", () => {
    const pieces = fc.constantFrom(
      "GPU0",
      "GPU1",
      "X",
      "NV4",
      "\t",
      " ",
      "\n",
      "\u001b[4m",
      "CPU Affinity",
      "0-7",
      "NIC0",
      "",
    );
    const text = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.array(pieces).map((words) => words.join("")),
    );
    fc.assert(
      fc.property(text, (text) => {
        for (const { a, b } of parseTopology(text)) expect(a).toBeLessThan(b);
        linksFromNvlinkStatus(text);
        parseGpus(text);
      }),
    );
  });
});

describe("the rows of --query-gpu", () => {
  it("survives a name with a comma", () => {
    expect(parseGpus("0, GPU-1, 100, 90, 8.6, 580.1, [N/A], NVIDIA X, rev. 2")[0]?.name).toBe(
      "NVIDIA X, rev. 2",
    );
  });

  it("survives units, a header and a repeated row", () => {
    const row = "1, GPU-1, 24576 MiB, 10 MiB, 8.6, 580.95.05, Enabled, A100";
    const gpus = parseGpus(`index, uuid, memory.total [MiB]\n${row}\n${row}\n`);
    expect(gpus).toEqual([
      {
        index: 1,
        uuid: "GPU-1",
        name: "A100",
        memoryTotalMiB: 24576,
        memoryFreeMiB: 10,
        computeCapability: "8.6",
        driverVersion: "580.95.05",
        mig: true,
      },
    ]);
  });

  it("knows nothing of a card that does not answer", () => {
    const [gpu] = parseGpus("0, GPU-1, [N/A], [Unknown Error], [N/A], 580.95.05, [N/A], NVIDIA GB10");
    expect(gpu).toMatchObject({ memoryTotalMiB: 0, memoryFreeMiB: 0, computeCapability: "", mig: false });
  });
});

describe("nvidia-smi nvlink --status", () => {
  it("tells two joined cards from two that are not", () => {
    expect(linksFromNvlinkStatus(gpuFixture("dual-3090-nvlink").nvlink ?? "")).toHaveLength(1);
    expect(linksFromNvlinkStatus(gpuFixture("dual-3090-pcie-phb").nvlink ?? "")).toEqual([]);
  });
});
