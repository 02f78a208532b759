import { describe, expect, it } from "vitest";
import { countBytes, readUsage } from "../../../../src/features/first-run/prefetch/count-bytes.ts";
import type { Engine, ExecResult } from "../../../../src/world/engine/engine.ts";
import { partly, stubWorld } from "../../../core/preflight/gpu/stub-world.ts";

/** A container whose `du` answers so, and that has received as much. */
async function counted(said: Omit<Extract<ExecResult, { kind: "exited" }>, "kind">, receivedBytes?: number) {
  const asked: (readonly string[])[] = [];
  const world = stubWorld({
    engine: partly<Engine>("engine", {
      exec: async ({ command }) => {
        asked.push(command);
        return { kind: "ok", value: { kind: "exited", ...said } };
      },
      usage: async () => ({
        kind: "ok",
        value: receivedBytes === undefined ? undefined : { memoryBytes: 0, processorMs: 0, receivedBytes },
      }),
    }),
  });
  const { signal } = new AbortController();
  return { asked, answer: await countBytes(world, { containerId: "c", folder: "/cache/m", signal }) };
}

describe("the bytes that have come", () => {
  it("are those of the folder that they land in, and no more than one look is taken", async () => {
    const { asked, answer } = await counted({ exitCode: 0, stdout: "2048\t/cache/m\n", stderr: "" });
    expect(answer).toEqual({ what: "present", bytes: 2 * 1024 ** 2 });
    expect(asked).toEqual([["du", "-sk", "/cache/m"]]);
  });

  it("are what the container has received, where its image has no du", async () => {
    const { answer } = await counted({ exitCode: 127, stdout: "", stderr: "not found" }, 700);
    expect(answer).toEqual({ what: "received", bytes: 700 });
  });

  it("are not known of a container that has ended", async () => {
    expect((await counted({ exitCode: 137, stdout: "", stderr: "" })).answer).toBeUndefined();
  });
});

describe("what du says", () => {
  it("counts kibibytes, also where a file vanished meanwhile", () => {
    expect(readUsage({ exitCode: 0, stdout: "12\t/root/.cache/hub\n" })).toBe(12_288);
    expect(readUsage({ exitCode: 1, stdout: "12\t/root/.cache/hub\n" })).toBe(12_288);
  });

  it("is nothing for a folder that is not there yet", () => {
    expect(readUsage({ exitCode: 1, stdout: "" })).toBe(0);
  });

  it("is not known where its container ended before it could say", () => {
    expect(readUsage({ exitCode: 137, stdout: "" })).toBeUndefined();
    expect(readUsage({ exitCode: 0, stdout: "" })).toBeUndefined();
  });

  it("is not known where the image has no du", () => {
    expect(readUsage({ exitCode: 127, stdout: "" })).toBeUndefined();
    expect(
      readUsage({ exitCode: 126, stdout: 'exec: "du": executable file not found in $PATH' }),
    ).toBeUndefined();
  });
});
