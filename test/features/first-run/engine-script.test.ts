import { describe, expect, it } from "vitest";
import { cannotBecause, tellCannot } from "../../../bin/set-up/cannot.mjs";
import { printEngineScript } from "../../../src/features/first-run/engine-script.ts";
import type { ProcessResult, Processes } from "../../../src/world/processes/processes.ts";
import type { World } from "../../../src/world/world.ts";
import { partly, printed, stubFiles, stubMachine, stubWorld } from "../../core/preflight/gpu/stub-world.ts";

const noRoot = tellCannot(
  cannotBecause("no root", {
    hasClient: false,
    engine: undefined,
    compose: undefined,
    complaint: "",
    elsewhere: undefined,
    daemon: undefined,
  }),
);

/** The script finds no way to root until sudo has been given the password. */
async function shown({ canAsk, isKnown }: { readonly canAsk: boolean; readonly isKnown: boolean }) {
  let isOpen = false;
  const asked: string[] = [];
  const refused: ProcessResult = { kind: "exited", exitCode: 1, stdout: "", stderr: `${noRoot}\n` };
  const processes = partly<Processes>("processes", {
    run: async () => (isOpen ? printed("sudo apt-get install docker.io\n") : refused),
    handOver: async ({ command, args }) => {
      asked.push([command, ...args].join(" "));
      isOpen = isKnown;
      return printed("", isKnown ? 0 : 1);
    },
  });
  const terminal = partly<World["terminal"]>("terminal", {
    canAsk,
    interrupted: new AbortController().signal,
  });
  const files = stubFiles({}, { packageDirectory: "/opt/stack", resolve: (...parts) => parts.join("/") });
  const script = await printEngineScript(
    stubWorld({ processes, terminal, files, machine: stubMachine({ userId: 1000 }) }),
  );
  return { script, asked };
}

describe("the commands that an engine takes", () => {
  it("are shown once the password has been asked for, on a terminal", async () => {
    expect(await shown({ canAsk: true, isKnown: true })).toEqual({
      script: { kind: "ok", value: ["sudo apt-get install docker.io"] },
      asked: ["sudo -v"],
    });
  });

  it.each([
    [{ canAsk: false, isKnown: true }, 0],
    [{ canAsk: true, isKnown: false }, 1],
  ])("are not, with what to type instead: %j", async (person, times) => {
    const { script, asked } = await shown(person);
    expect(script).toMatchObject({ kind: "failed", error: expect.stringContaining("ensure-engine.mjs") });
    expect(asked).toHaveLength(times);
  });
});
