import { describe, expect, test } from "vitest";
import { findImage } from "../../../src/core/images/find-image.ts";
import { listeningPorts } from "../../../src/core/images/listening-ports.ts";

describe("listeningPorts", () => {
  test.each([
    ["vllm/vllm-openai:v1", ["Qwen/Qwen3-14B-AWQ"], {}, [8000]],
    ["vllm/vllm-openai:v1", ["Qwen/Qwen3-14B-AWQ", "--port", "8100"], {}, [8100]],
    ["vllm/vllm-openai:v1", ["Qwen/Qwen3-14B-AWQ", "--port=8100"], {}, [8100]],
    ["vllm/vllm-openai:v1", ["sh", "-c", "vllm serve model --port 8200"], {}, [8200]],
    ["ghcr.io/hkuds/lightrag:v1", [], {}, [9621]],
    ["ghcr.io/hkuds/lightrag:v1", [], { PORT: "8002" }, [8002]],
    ["ghcr.io/hkuds/lightrag:v1", ["--port", "9000"], { PORT: "8002" }, [9000]],
    ["pgsty/silo:R", ["server", "/data"], {}, [9000]],
    ["pgsty/silo:R", ["server", "/data", "--console-address", ":9001"], {}, [9000, 9001]],
    ["prom/prometheus:v3", ["--web.listen-address=0.0.0.0:9191"], {}, [9191]],
    ["postgres:17", [], {}, [5432]],
  ])("%s with %j and %j", (reference, argv, environment, ports) => {
    expect(portsOf(reference, argv, environment, [])).toEqual(ports);
  });

  test("a server that its configuration tells where to listen is believed about its declared ports", () => {
    expect(portsOf("nginx:1.30.4-alpine", [], {}, [80, 443])).toEqual([80, 443]);
  });

  test("a database published on another port does not listen there for that", () => {
    expect(portsOf("postgres:17", [], {}, [5433])).toEqual([5432]);
  });
});

function portsOf(
  reference: string,
  argv: readonly string[],
  environment: Readonly<Record<string, string>>,
  declared: readonly number[],
): readonly number[] {
  const facts = findImage(reference);
  if (facts === undefined) throw new Error(`unknown image ${reference}`);
  return listeningPorts(facts, { argv, environment }, declared).map(({ port }) => port);
}
