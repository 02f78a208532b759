import { describe, expect, it } from "vitest";
import { gpuHealthCheck } from "../../../../src/core/preflight/gpu/gpu-health.ts";
import type { ProcessResult } from "../../../../src/world/processes/processes.ts";
import { printed, scripted, stubWorld } from "./stub-world.ts";

async function look(cards: string, log: ProcessResult = { kind: "not-found" }) {
  const processes = scripted(({ command }) => (command === "journalctl" ? log : printed(cards)));
  return gpuHealthCheck([0, 1]).run(stubWorld({ processes }), new AbortController().signal);
}

describe("the health of the cards", () => {
  it("is well without a sign of trouble", async () => {
    expect(await look("0, Default, [N/A]\n1, Default, 0\n2, Prohibited, 7\n")).toEqual([]);
  });

  it("names a compute mode that keeps programs from sharing a card", async () => {
    expect(await look("0, Exclusive_Process, 0\n1, Prohibited, 0\n")).toMatchObject([
      { id: "gpu.compute-mode", status: "warn", fix: "sudo nvidia-smi -i 0 -c DEFAULT" },
      { id: "gpu.compute-mode", status: "fail" },
    ]);
  });

  it("names memory errors", async () => {
    expect(await look("0, Default, 3\n")).toMatchObject([{ id: "gpu.ecc", status: "warn" }]);
  });

  it("names what the kernel reported of the card, not what a program did wrong", async () => {
    const log = [
      "kernel: NVRM: Xid (PCI:0000:08:00): 31, pid=4711, name=python, Ch 00000008, MMU Fault",
      "kernel: NVRM: Xid (PCI:0000:08:00): 79, pid='<unknown>', GPU has fallen off the bus.",
    ].join("\n");
    expect(await look("", printed(log))).toMatchObject([{ id: "gpu.xid", data: { numbers: [79] } }]);
  });

  it("is not judged from nonsense", async () => {
    expect(await look("No devices were found", printed("-- No entries --"))).toEqual([]);
  });
});
