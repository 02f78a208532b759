import { describe, expect, it } from "vitest";
import { credentialHelperCheck } from "../../../../src/core/preflight/engine/credential-helper.ts";
import { imagesObserver } from "../../../../src/core/preflight/engine/observe-engine.ts";
import { modelCheck } from "../../../../src/core/preflight/storage/model-files.ts";
import type { WantedModel } from "../../../../src/core/preflight/storage/model-files.ts";
import type { Engine } from "../../../../src/world/engine/engine.ts";
import { partly, stubFiles, stubMachine, stubWorld } from "../gpu/stub-world.ts";

const never = new AbortController().signal;
const config = "/home/ada/.docker/config.json";

async function look(text: string | undefined, present: readonly string[] = [], path = "/usr/bin") {
  const images = ["ghcr.io/berriai/litellm:1", "postgres:17"];
  const files = { "/usr/bin/docker-credential-pass": "", ...(text === undefined ? {} : { [config]: text }) };
  const world = stubWorld({
    files: stubFiles(files),
    machine: stubMachine({ environment: { PATH: `/none:${path}` } }),
    engine: partly<Engine>("engine", {
      image: async (reference) =>
        present.includes(reference)
          ? { kind: "ok", value: { id: reference, sizeBytes: 1, repoDigests: [] } }
          : { kind: "failed", error: { kind: "not-found", message: "" } },
    }),
  });
  return credentialHelperCheck(images, imagesObserver(images)).run(world, never);
}

describe("credential helpers", () => {
  it("are well when there are none, or they are there", async () => {
    expect(await look(undefined)).toEqual([]);
    expect(await look('{ "auths": {} }')).toEqual([]);
    expect(await look("not JSON")).toEqual([]);
    expect(await look('{ "credsStore": "pass" }')).toEqual([]);
  });

  it("that are missing make every pull fail", async () => {
    const [finding] = await look('{ "credsStore": "desktop.exe" }');
    expect(finding).toMatchObject({ id: "credential.helper-missing", status: "fail" });
    expect(finding?.fix).toContain(config);
  });

  it("that are missing matter less when nothing is to be pulled from their registry", async () => {
    const all = ["ghcr.io/berriai/litellm:1", "postgres:17"];
    expect(await look('{ "credsStore": "desktop" }', all)).toMatchObject([{ status: "warn" }]);
    expect(await look('{ "credHelpers": { "gcr.io": "gcloud" } }')).toMatchObject([{ status: "warn" }]);
    expect(await look('{ "credHelpers": { "ghcr.io": "gh" } }')).toMatchObject([{ status: "fail" }]);
  });
});

describe("models", () => {
  const model: WantedModel = {
    name: "Qwen/Qwen3-14B-AWQ",
    service: "vllm",
    sizeBytes: 10 * 1024 ** 3,
    gated: false,
    hasToken: false,
    tokenVariable: "HF_TOKEN",
    directory: undefined,
  };

  async function check(parts: Partial<WantedModel>, free = 100) {
    const files = stubFiles({ "/models": undefined }, { freeBytes: async () => free * 1024 ** 3 });
    return modelCheck([{ ...model, ...parts }]).run(stubWorld({ files }), never);
  }

  it("need nothing when they are open and kept in a volume", async () => {
    expect(await check({})).toMatchObject([{ status: "pass" }]);
  });

  it("that are gated need a token", async () => {
    expect(await check({ gated: true })).toMatchObject([{ id: "model.token", status: "fail" }]);
    expect(await check({ gated: true, hasToken: true })).toMatchObject([{ status: "pass" }]);
  });

  it("need their folder, and room in it", async () => {
    expect(await check({ directory: "/models" })).toMatchObject([{ status: "pass" }]);
    expect(await check({ directory: "/elsewhere" })).toMatchObject([
      { id: "model.directory", status: "fail" },
    ]);
    expect(await check({ directory: "/models" }, 5)).toMatchObject([{ id: "model.disk", status: "warn" }]);
  });
});
