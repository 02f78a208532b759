import { describe, expect, test } from "vitest";
import { check, watching } from "./watching.ts";
import type { Setting } from "./watching.ts";

describe("a container that was planned for certain cards", () => {
  const [first, second] = [
    "GPU-0f1e2d3c-0000-4000-8000-000000000001",
    "GPU-0f1e2d3c-0000-4000-8000-000000000002",
  ];

  /** Its health check always says yes; `nvidia-smi -L` answers like this. */
  async function withCards(stdout: string, exitCode = 0): Promise<Setting> {
    return watching({
      detail: { healthCheck: check },
      rules: { modelServer: true, gpuUuids: [first, second] },
      engine: {
        exec: {
          web: ({ command }) =>
            command[0] === "nvidia-smi"
              ? { kind: "exited", exitCode, stdout, stderr: "" }
              : { kind: "exited", exitCode: 0, stdout: "", stderr: "" },
        },
      },
    });
  }

  const line = (index: number, uuid: string): string =>
    `GPU ${String(index)}: NVIDIA GeForce RTX 3090 (UUID: ${uuid})\n`;

  test("is ready when it sees them, in whatever order", async () => {
    const { world, verdicts, stop } = await withCards(line(0, second) + line(1, first));
    await world.clock.advance(1_000);
    expect(verdicts().at(-1)).toBe("ready");
    await stop();
  });

  test("fails when one of them is not there, though its health check says yes", async () => {
    const { world, verdicts, last, stop } = await withCards(line(0, first));
    await world.clock.advance(1_000);
    expect(verdicts()).not.toContain("proven");
    expect(last()?.verdict).toMatchObject({
      kind: "failed",
      reason: { kind: "gpu-mismatch", planned: [first, second], seen: [first] },
    });
    await stop();
  });

  test("fails when the driver is not to be reached from inside: it sees none", async () => {
    const said = "Failed to initialize NVML: Unknown Error\n";
    const { world, last, stop } = await withCards(said, 255);
    await world.clock.advance(1_000);
    expect(last()?.verdict).toMatchObject({ reason: { kind: "gpu-mismatch", seen: [] } });
    await stop();
  });

  test("is not blamed where it cannot be asked", async () => {
    const { world, verdicts, stop } = await withCards("", 127);
    await world.clock.advance(1_000);
    expect(verdicts().at(-1)).toBe("ready");
    await stop();
  });
});
