import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readRehearseWith } from "../../../../src/features/rehearsal/model/read-rehearse-with.ts";

const services = ["postgres", "vllm", "litellm", "retrieval-proxy", "n8n"];

describe("readRehearseWith", () => {
  test("reads a wish for each service", () => {
    const text = "vllm=load:90s, postgres=crash,litellm=unhealthy,retrieval-proxy=oom,n8n=hang";
    expect(readRehearseWith(text, services)).toEqual({
      kind: "ok",
      value: [
        { service: "vllm", loadMs: 90_000, fault: undefined },
        { service: "postgres", loadMs: 0, fault: "crash" },
        { service: "litellm", loadMs: 0, fault: "unhealthy" },
        { service: "retrieval-proxy", loadMs: 0, fault: "oom" },
        { service: "n8n", loadMs: 0, fault: "hang" },
      ],
    });
  });

  test("joins loading and a fault of the same service, in either order", () => {
    const wanted = [{ service: "vllm", loadMs: 2_000, fault: "crash" }];
    expect(readRehearseWith("vllm=load:2s,vllm=crash", services)).toEqual({ kind: "ok", value: wanted });
    expect(readRehearseWith("vllm=crash,vllm=load:2s", services)).toEqual({ kind: "ok", value: wanted });
  });

  test.each([
    ["vlm=crash", 'there is no service "vlm"', 'did you mean "vllm"?'],
    ["something-else=crash", 'there is no service "something-else"', "one of postgres, vllm"],
    ["vllm=crsh", '"crsh" is no fault', 'did you mean "crash"?'],
    ["vllm=load:soon", '"soon" is no duration', "load:90s"],
    ["vllm", '"vllm" is not <service>=<fault>', "vllm=load:90s"],
    ["vllm=crash,vllm=oom", "it cannot crash and oom at once", "leave one of them out"],
  ])("refuses %s", (text, message, fix) => {
    const read = readRehearseWith(text, services);
    expect(read).toMatchObject({
      kind: "failed",
      error: [{ message: expect.stringContaining(message), fix: expect.stringContaining(fix) }],
    });
  });

  test("names every mistake at once", () => {
    expect(readRehearseWith("a=crash,vllm=b", services)).toMatchObject({ error: { length: 2 } });
  });

  test("reads back what it is given for any services, or says why not", () => {
    const wish = fc.constantFrom("crash", "unhealthy", "oom", "hang", "load:3s", "nonsense", "");
    const entry = fc
      .tuple(fc.constantFrom(...services, "stranger"), wish)
      .map(([name, word]) => `${name}=${word}`);
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.array(entry).map(String)), (text) => {
        const read = readRehearseWith(text, services);
        const names = read.kind === "ok" ? read.value.map(({ service }) => service) : [];
        expect(new Set(names).size).toBe(names.length);
        expect(names.every((name) => services.includes(name) && text.includes(name))).toBe(true);
        expect(
          read.kind === "ok" || read.error.every(({ message, fix }) => message !== "" && fix !== ""),
        ).toBe(true);
      }),
    );
  });
});
