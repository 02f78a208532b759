import { describe, expect, it } from "vitest";
import { classifyFetchFailure } from "../../../../src/features/first-run/prefetch/fetch-failure.ts";

const subject = { model: "meta-llama/Llama-3.1-8B", endpoint: "https://huggingface.co" };

describe("why a model could not be fetched", () => {
  it.each([
    [
      "a gated model without a token",
      "fetch: the hub answers 401 (GatedRepo) for https://huggingface.co/api/models/meta-llama/Llama-3.1-8B",
      "refused",
    ],
    [
      "the same in the words of hf",
      "Error: Access denied. This repository requires approval. 403 Client Error. Cannot access gated repo for url https://huggingface.co/x",
      "refused",
    ],
    ["a full disk", "fetch: no space left on device: ", "no-room"],
    ["the same in the engine's words", "OSError: [Errno 28] No space left on device", "no-room"],
    [
      "a hub that is not there",
      "fetch: http://172.17.0.1:1 cannot be reached: [Errno 111] Connection refused",
      "unreachable",
    ],
    [
      "a name that nobody knows",
      "fetch: https://hub.invalid cannot be reached: [Errno -2] Name or service not known",
      "unreachable",
    ],
    ["wget's word for it", "wget: bad address 'hub.invalid'", "unreachable"],
    ["a model that does not exist", "fetch: the hub answers 404 (RepoNotFound) for https://h/x", "not-found"],
    ["anything else", "fetch: model.safetensors is not what the hub says it is", "other"],
  ])("%s", (_, line, kind) => {
    const failure = classifyFetchFailure(["beginning", line, ""], subject);
    expect(failure).toMatchObject({ kind, message: line.trim() });
    expect(failure.fix).not.toBe("");
  });

  it("says where the terms are accepted, and where the token goes", () => {
    const { fix } = classifyFetchFailure(["401 Unauthorized"], subject);
    expect(fix).toContain("https://huggingface.co/meta-llama/Llama-3.1-8B");
    expect(fix).toContain("HF_TOKEN=hf_…");
  });

  it("takes no number of bytes for a status", () => {
    expect(classifyFetchFailure(["4010 files, 94030 bytes", "it broke"], subject).kind).toBe("other");
  });
});
