import { describe, expect, it } from "vitest";
import { askHub, readHubAnswer } from "../../../../src/core/preflight/storage/hub-model.ts";
import { fakeWorld } from "../../../world/fake-world.ts";

const question = {
  model: "Qwen/Qwen3-14B-AWQ",
  endpoint: "https://hub.example",
  exclude: ["original/*", "*.gguf"],
};
const url = "https://hub.example/api/models/Qwen/Qwen3-14B-AWQ?blobs=true";

function answer(value: object): { readonly status: number; readonly body: string } {
  return { status: 200, body: JSON.stringify(value) };
}

describe("what the hub says of a model", () => {
  it("is as large as its files, the large ones as they really are, without those that are not fetched", () => {
    const siblings = [
      { rfilename: "config.json", size: 1_000, blobId: "a" },
      {
        rfilename: "model-00001-of-00002.safetensors",
        size: 4_000_000,
        blobId: "b",
        lfs: { sha256: "c", size: 4_000_000, pointerSize: 135 },
      },
      { rfilename: "original/consolidated.pth", size: 9_000_000 },
      { rfilename: "quantised/model.gguf", size: 9_000_000 },
      { rfilename: "without-a-size.md" },
    ];
    const read = readHubAnswer(answer({ id: question.model, gated: false, siblings }), question);
    expect(read).toEqual({ kind: "ok", value: { sizeBytes: 4_001_000, gated: false } });
  });

  it("is not read from an answer that is longer than what was read of it", () => {
    const read = readHubAnswer({ ...answer({ gated: false, siblings: [] }), isCut: true }, question);
    expect(read).toMatchObject({ kind: "failed", error: expect.stringContaining("more files") });
  });

  it.each([
    [false, false],
    ["auto", true],
    ["manual", true],
  ])("with %j is gated: %j", (gated, expected) => {
    expect(readHubAnswer(answer({ gated, siblings: [] }), question)).toMatchObject({
      value: { gated: expected },
    });
  });

  it("takes a dot in a pattern for a dot", () => {
    const read = readHubAnswer(answer({ siblings: [{ rfilename: "agguf", size: 5 }] }), question);
    expect(read).toMatchObject({ value: { sizeBytes: 5 } });
  });

  it.each([
    ["refuses", { status: 401, body: "Invalid username or password." }, "answers 401"],
    ["is cut short", { status: 200, body: '{"siblings":[{"rfil' }, "does not list the files"],
    ["is a page for people", { status: 200, body: "<html>sign in</html>" }, "does not list the files"],
  ])("is not known where the answer %s", (_, given, reason) => {
    expect(readHubAnswer(given, question)).toEqual({
      kind: "failed",
      error: expect.stringContaining(reason),
    });
  });

  it("is asked of the service's hub, and is not known where nobody answers", async () => {
    const signal = new AbortController().signal;
    const body = JSON.stringify({ siblings: [{ rfilename: "a", size: 3 }] });
    const there = fakeWorld({ network: { get: { [url]: { kind: "answered", status: 200, body } } } });
    expect(await askHub(there, question, signal)).toMatchObject({ kind: "ok", value: { sizeBytes: 3 } });
    const gone = fakeWorld({ network: { get: { [url]: { kind: "failed", reason: "refused" } } } });
    expect(await askHub(gone, question, signal)).toEqual({
      kind: "failed",
      error: "https://hub.example cannot be reached (refused)",
    });
  });
});
