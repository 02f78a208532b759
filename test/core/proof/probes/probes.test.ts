import { describe, expect, test } from "vitest";
import { phaseOf } from "../../../../src/core/proof/progress-watch.ts";
import { commandProbe } from "../../../../src/core/proof/probes/command-probe.ts";
import { healthCheckProbe } from "../../../../src/core/proof/probes/health-check-probe.ts";
import { pageProbe } from "../../../../src/core/proof/probes/page-probe.ts";
import { portProbe } from "../../../../src/core/proof/probes/port-probe.ts";
import type { Probe, ProofAnswer } from "../../../../src/core/proof/probes/probe.ts";
import type { ExecResult } from "../../../../src/world/engine/engine.ts";
import { fakeContainer } from "../../../world/fake-container.ts";
import type { FakeNetworkAnswers } from "../../../world/fake-network.ts";
import { fakeWorld } from "../../../world/fake-world.ts";

interface Asked {
  /** Undefined: its address cannot be reached from here. */
  readonly address?: string;
  readonly network?: FakeNetworkAnswers;
  readonly exec?: ExecResult;
}

async function asking(probe: Probe, { address, network, exec }: Asked): Promise<ProofAnswer> {
  const detail = fakeContainer({ project: "p", service: "web" });
  const world = fakeWorld({
    ...(network === undefined ? {} : { network }),
    engine: { containers: [detail], ...(exec === undefined ? {} : { exec: { web: () => exec } }) },
  });
  return probe.ask({ world, detail, address, signal: new AbortController().signal });
}

const exited = (exitCode: number, stdout = "", stderr = ""): ExecResult => ({
  kind: "exited",
  exitCode,
  stdout,
  stderr,
});

const page = (contains?: string): Probe => pageProbe({ port: 8080, path: "/health", contains });

describe("a port", () => {
  const port = portProbe([5432]);

  test("answers where something behind it keeps a connection open", async () => {
    const at = (answer: "open" | "refused") =>
      asking(port, { address: "172.20.0.2", network: { connect: { "172.20.0.2:5432": answer } } });
    expect(await at("open")).toMatchObject({ kind: "yes", by: "port 5432", port: 5432 });
    expect(await at("refused")).toMatchObject({ kind: "no", output: "connection refused" });
  });

  test("is looked up inside, in the kernel's own table, where its address cannot be reached", async () => {
    const table = (state: string): string =>
      `  sl  local_address rem_address   st\n   0: 00000000:1538 00000000:0000 ${state} 00000000\n`;
    expect(await asking(port, { exec: exited(1, table("0A")) })).toMatchObject({ kind: "yes" });
    expect(await asking(port, { exec: exited(0, table("01")) })).toMatchObject({ kind: "no" });
  });

  test("cannot be asked of an image that has no cat, and is not there yet where the engine takes too long", async () => {
    expect(await asking(port, { exec: exited(127) })).toMatchObject({ kind: "cannot-ask" });
    const late: ExecResult = { kind: "timed-out", stdout: "", stderr: "" };
    expect(await asking(port, { exec: late })).toMatchObject({ kind: "no", output: "no answer within 5 s" });
  });
});

describe("a page", () => {
  const at = (answer: object, address = "172.20.0.2", contains?: string): Promise<ProofAnswer> => {
    const host = address.includes(":") ? `[${address}]` : address;
    const get = {
      [`http://${host}:8080/health`]: { status: 200, body: "", ...answer, kind: "answered" } as const,
    };
    return asking(page(contains), { address, network: { get } });
  };

  test("proves by its status, over IPv6 too", async () => {
    expect(await at({ status: 204 })).toEqual({ kind: "yes" });
    expect(await at({ status: 302 }, "fd00::2")).toEqual({ kind: "yes" });
    expect(await at({ status: 404 })).toMatchObject({ kind: "no", output: "GET /health: HTTP 404" });
  });

  test("proves by what it says, where that is declared", async () => {
    expect(await at({ body: '{"ok":true}' }, "172.20.0.2", '"ok":true')).toEqual({ kind: "yes" });
    expect(await at({ body: "starting" }, "172.20.0.2", "ok")).toMatchObject({
      output: 'GET /health does not say "ok"',
    });
  });

  test("is not there yet where nobody answers", async () => {
    const get = { "http://172.20.0.2:8080/health": { kind: "failed", reason: "refused" } as const };
    expect(await asking(page(), { address: "172.20.0.2", network: { get } })).toMatchObject({
      output: "GET /health: connection refused",
    });
  });
});

describe("a command inside the container", () => {
  const declared = commandProbe({ description: "its readiness probe", command: ["pg_isready"] });

  test("proves by its exit code, and says what it printed", async () => {
    expect(await asking(declared, { exec: exited(0) })).toEqual({ kind: "yes" });
    expect(await asking(declared, { exec: exited(2, "no ", "response\n") })).toEqual({
      kind: "no",
      output: "no response",
      exitCode: 2,
    });
  });

  test("has its own time: as is usual where the health check says 0", async () => {
    const check = healthCheckProbe({ test: ["CMD", "ask"], timeoutMs: 0 }, []);
    expect(check.command).toEqual({ command: ["ask"], timeoutMs: 30_000 });
    const quick = healthCheckProbe({ test: ["CMD-SHELL", "ask it"], timeoutMs: 1_500 }, []);
    expect(quick.command).toEqual({ command: ["/bin/sh", "-c", "ask it"], timeoutMs: 1_500 });
    expect(page().command).toBeUndefined();
    const late: ExecResult = { kind: "timed-out", stdout: "", stderr: "" };
    expect(await asking(check, { exec: late })).toMatchObject({ output: "no answer within 30000 ms" });
    expect([check, declared, page()].map(({ description }) => description)).toEqual([
      "its health check",
      "its readiness probe",
      "GET /health",
    ]);
  });
});

describe("the log of a model server", () => {
  test.each([
    ["Fetching 12 files:  42%|████", "downloading the model, 42 %"],
    ["Loading safetensors checkpoint shards:   0% Completed", "loading weights, 0 %"],
    ["Dynamo bytecode transform time: 4.71 s", "compiling"],
    ["GPU KV cache size: 1,024 tokens", "reserving the KV cache"],
    ["Starting vLLM API server 0 on http://0.0.0.0:8000", "opening its port"],
    ["INFO: something else", undefined],
  ])("tells its phase: %s", (line, phase) => {
    expect(phaseOf(line)).toBe(phase);
  });
});
