import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { prefetchNeeds } from "../../src/features/first-run/prefetch/prefetch-needs.ts";
import { root, serviceOf, shippedModel } from "./shipped.ts";

describe.each(["multi-gpu", "single-gpu"] as const)("what a first run fetches with %s", (gpuLayer) => {
  test("is the model that vLLM is told to serve, and both of the worker's, each into a volume", async () => {
    const { services, volumes } = await shippedModel("development", gpuLayer);
    const wanted = prefetchNeeds(services, volumes);
    const vllm = gpuLayer === "multi-gpu" ? "Qwen/Qwen3-32B-AWQ" : "Qwen/Qwen3-14B-AWQ";
    expect(wanted.map(({ model }) => model)).toEqual(["BAAI/bge-m3", "openai/clip-vit-base-patch32", vllm]);
    for (const { volume } of wanted) expect(volume).toMatch(/^multimodal-development_[\w-]+-cache$/u);
  });

  test("is fetched by programs and files that the services have, and no secret is in a word", async () => {
    const { services, volumes } = await shippedModel("development", gpuLayer);
    for (const { service, command } of prefetchNeeds(services, volumes)) {
      const mounts = serviceOf({ services, volumes, networks: [], secrets: [], configs: [] }, service).mounts;
      const files = command.filter((word) => word.startsWith("/opt/stack/"));
      expect(files).toHaveLength(2);
      for (const file of files) {
        const source = mounts.find(({ target }) => target === file)?.source ?? "";
        expect(readFileSync(source, "utf8")).toMatch(/^#!/u);
      }
      expect(command.filter((word) => word.includes("HF_TOKEN"))).toEqual(["HF_TOKEN={hf_token?}"]);
    }
  });

  test("comes from a mirror where the env file names one", async () => {
    const variables = { HF_ENDPOINT: "https://mirror.example" };
    const { services, volumes } = await shippedModel("development", gpuLayer, variables);
    const hubs = prefetchNeeds(services, volumes).map(({ endpoint }) => endpoint);
    expect(new Set(hubs)).toEqual(new Set(["https://mirror.example"]));
  });
});

test("what fetches needs nothing but Python's own library", () => {
  const program = readFileSync(join(root, "configs/models/fetch.py"), "utf8");
  const imported = [...program.matchAll(/^(?:import|from) ([\w]+)/gmu)].map(([, name = ""]) => name);
  const own = new Set([
    "concurrent",
    "errno",
    "fcntl",
    "fnmatch",
    "hashlib",
    "http",
    "json",
    "os",
    "signal",
    "sys",
    "time",
    "urllib",
  ]);
  expect(imported.filter((name) => !own.has(name))).toEqual([]);
});
