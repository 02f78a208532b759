import { describe, expect, it } from "vitest";
import { scriptedStore } from "../../../../src/core/secrets/clients/scripted-store.ts";
import type { ExecRequest, ExecResult } from "../../../../src/world/engine/engine.ts";

const scripts = { logIn: ["sh", "/ask.sh", "in"], change: ["sh", "/ask.sh", "new"] };
const container = { containerId: "c", address: "172.18.0.2" };
const { signal } = new AbortController();

function store(exitCode: number, stderr = "") {
  const asked: ExecRequest[] = [];
  const exec = async (request: ExecRequest) => {
    asked.push(request);
    const value: ExecResult = { kind: "exited", exitCode, stdout: "", stderr };
    return { kind: "ok" as const, value };
  };
  return { asked, client: scriptedStore({ engine: { exec } }, container, scripts) };
}

describe("a store with commands of its own", () => {
  it("is asked by exit code: 0 lets in, 1 refuses, anything else is neither", async () => {
    expect(await store(0).client.probe("pass-word", signal)).toEqual({ kind: "accepted" });
    expect(await store(1).client.probe("pass-word", signal)).toEqual({ kind: "refused" });
    expect(await store(2, "no answer").client.probe("pass-word", signal)).toEqual({
      kind: "unclear",
      reason: "sh /ask.sh in ended with 2: no answer",
    });
  });

  it("gets its passwords on standard input, a line each, and in no argument", async () => {
    const { asked, client } = store(0);
    await client.change({ current: "old-value-1", next: "new-value-2" }, signal);
    expect(asked).toMatchObject([{ input: "old-value-1\nnew-value-2\n" }]);
    expect(asked[0]?.command.slice(-3)).toEqual(scripts.change);
    expect(JSON.stringify([asked[0]?.command, asked[0]?.environment])).not.toContain("value");
  });

  it("says why it was not changed, without the passwords", async () => {
    const { client } = store(3, "new-value-2 is not allowed");
    const answer = await client.change({ current: "old-value-1", next: "new-value-2" }, signal);
    expect(answer).toMatchObject({ kind: "failed", error: expect.stringContaining("is not allowed") });
    expect(JSON.stringify(answer)).not.toContain("new-value-2");
  });
});
