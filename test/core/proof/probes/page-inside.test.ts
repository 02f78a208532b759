import { describe, expect, test } from "vitest";
import { pageProbe } from "../../../../src/core/proof/probes/page-probe.ts";
import type { ExecResult } from "../../../../src/world/engine/engine.ts";
import { fakeContainer } from "../../../world/fake-container.ts";
import { fakeWorld } from "../../../world/fake-world.ts";

const exited = (exitCode: number, stdout = "", stderr = ""): ExecResult => ({
  kind: "exited",
  exitCode,
  stdout,
  stderr,
});

async function asking(answer: ExecResult) {
  const detail = fakeContainer({ project: "p", service: "web" });
  const world = fakeWorld({ engine: { containers: [detail], exec: { web: () => answer } } });
  const target = { world, detail, address: undefined, signal: new AbortController().signal };
  return pageProbe({ port: 9187, path: "/metrics", contains: "pg_up 1" }).ask(target);
}

describe("a page that is asked for from within its container", () => {
  test("proves by what it says, not by being there", async () => {
    expect(await asking(exited(0, "# HELP\npg_up 1\n"))).toEqual({ kind: "yes" });
    expect(await asking(exited(0, "pg_up 0\n"))).toMatchObject({
      kind: "no",
      output: 'GET /metrics: does not say "pg_up 1"',
    });
  });

  test("is not there yet, with what the asking said", async () => {
    expect(await asking(exited(7, "", "curl: (7) Failed to connect\n"))).toMatchObject({
      kind: "no",
      output: "GET /metrics: curl: (7) Failed to connect",
    });
    expect(await asking(exited(8))).toMatchObject({ kind: "no", output: "GET /metrics: exit code 8" });
    expect(await asking({ kind: "timed-out", stdout: "", stderr: "" })).toMatchObject({
      kind: "no",
      output: "GET /metrics: no answer within 8 s",
    });
  });

  test.each([126, 127])(
    "cannot be asked for where the image has nothing to ask with: %i",
    async (exitCode) => {
      expect(await asking(exited(exitCode))).toMatchObject({
        kind: "cannot-ask",
        why: expect.stringContaining("neither curl nor wget"),
      });
    },
  );
});
