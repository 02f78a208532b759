import { describe, expect, it } from "vitest";
import { prefetchNeeds } from "../../../../src/features/first-run/prefetch/prefetch-needs.ts";
import type { WantedPrefetch } from "../../../../src/features/first-run/prefetch/prefetch-needs.ts";
import { preparedFrom } from "../../../core/plan/prepared-from.ts";

interface Written {
  readonly service: Readonly<Record<string, unknown>>;
  /** Lines below `prefetch:`. */
  readonly prefetch?: readonly string[];
}

const usual = ['command: [hf, download, "{model}"]', "into: /cache/hub/{folder}"];

async function needs({ service, prefetch = usual }: Written): Promise<readonly WantedPrefetch[]> {
  const layer = ["services:", "  server:", "    image: a:1", "    x-stack:", "      prefetch:"];
  const { services, loaded } = await preparedFrom({
    services: { server: { image: "a:1", ...service }, plain: { image: "b:1" } },
    volumes: { cache: { name: "shop-demo_cache" }, deep: { name: "shop-demo_deep" } },
    layers: [[...layer, ...prefetch.map((line) => `        ${line}`)].join("\n")],
  });
  return prefetchNeeds(services, loaded.model.volumes);
}

function mounted(type: string, source: string, target: string): object {
  return { type, source, target };
}

describe("the models to fetch beforehand", () => {
  it("are those that the service's own command line names, so that no name is declared twice", async () => {
    const [wanted, ...more] = await needs({
      service: { entrypoint: ["vllm", "serve", "Qwen/Qwen3-32B-AWQ"] },
    });
    expect(more).toEqual([]);
    expect(wanted).toMatchObject({
      service: "server",
      model: "Qwen/Qwen3-32B-AWQ",
      command: ["hf", "download", "Qwen/Qwen3-32B-AWQ"],
      into: "/cache/hub/models--Qwen--Qwen3-32B-AWQ",
    });
  });

  it("are several where a service has several, and the one that is declared where one is", async () => {
    const service = { environment: { INFINITY_MODEL_ID: "BAAI/bge-m3;openai/clip" } };
    expect((await needs({ service })).map(({ model }) => model)).toEqual(["BAAI/bge-m3", "openai/clip"]);
    const declared = await needs({ service, prefetch: [...usual, "model: a/b"] });
    expect(declared.map(({ model }) => model)).toEqual(["a/b"]);
  });

  it("are none for a path of the container, or without a declaration", async () => {
    expect(await needs({ service: { command: ["--model", "/models/mine"] } })).toEqual([]);
    const { services } = await preparedFrom({ services: { a: { command: ["--model", "a/b"] } } });
    expect(prefetchNeeds(services, [])).toEqual([]);
  });

  it("leave out what is declared, in the command as in the sum", async () => {
    const prefetch = ['command: [fetch, "{model}", "{exclude}"]', "into: /c", 'exclude: ["*.h5", "onnx/*"]'];
    const [wanted] = await needs({ service: { command: ["--model=a/b"] }, prefetch });
    expect(wanted).toMatchObject({
      command: ["fetch", "a/b", "*.h5", "onnx/*"],
      exclude: ["*.h5", "onnx/*"],
    });
  });

  it("come from the service's own hub", async () => {
    const command = ["--model", "a/b"];
    expect(await needs({ service: { command } })).toMatchObject([{ endpoint: "https://huggingface.co" }]);
    const environment = { HF_ENDPOINT: "https://mirror.example/" };
    expect(await needs({ service: { command, environment } })).toMatchObject([
      { endpoint: "https://mirror.example" },
    ]);
  });

  it("land in the deepest volume above their folder, or in a folder of the host", async () => {
    const command = ["--model", "a/b"];
    const volumes = [
      mounted("volume", "cache", "/cache"),
      mounted("volume", "deep", "/cache/hub"),
      mounted("volume", "other", "/cache/hubris"),
    ];
    expect(await needs({ service: { command, volumes } })).toMatchObject([{ volume: "shop-demo_deep" }]);
    const onHost = [...volumes.slice(0, 1), mounted("bind", "/srv/models", "/cache/hub")];
    expect(await needs({ service: { command, volumes: onHost } })).toMatchObject([{ volume: undefined }]);
    expect(await needs({ service: { command } })).toMatchObject([{ volume: undefined }]);
  });

  it("are refused with a key that is mistyped", async () => {
    const prefetch = [...usual, "excludes: [a]"];
    await expect(needs({ service: { command: ["--model", "a/b"] }, prefetch })).rejects.toThrow("excludes");
  });
});
