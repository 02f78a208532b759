import { describe, expect, it } from "vitest";
import type { Finding } from "../../../src/core/preflight/check.ts";
import type { GpuReport } from "../../../src/core/preflight/gpu/gpu-report.ts";
import { doctorText } from "../../../src/features/doctor/doctor-text.ts";
import { findingAnnotations } from "../../../src/core/report/reporters/github.ts";
import { unicodeSymbols } from "../../../src/core/report/text/symbols.ts";
import { textOf } from "./text-of.ts";

const finding = (status: Finding["status"], id: string, more: Partial<Finding> = {}): Finding => ({
  id,
  status,
  title: `title of ${id}`,
  detail: "",
  fix: "",
  data: {},
  ...more,
});
const gpu: GpuReport = {
  gpus: [],
  links: [],
  nvlink: false,
  selected: [],
  layer: "none",
  reason: "this environment uses no GPU",
  error: null,
};
const findings = [
  finding("pass", "docker.engine"),
  finding("warn", "memory.low", { fix: "close what uses memory" }),
  finding("skip", "models"),
  finding("fail", "port.in-use", { detail: "nginx listens on it", fix: "run `stack down staging`" }),
  finding("pass", "compose.version"),
];
const look = { width: 80, symbols: unicodeSymbols };
const document = (ok: boolean, all: readonly Finding[]) =>
  ({
    schema: 1,
    command: "doctor",
    environment: "development",
    ok,
    findings: all,
    gpu,
    durationMs: 180,
  }) as const;

describe("doctorText", () => {
  it("says what would let a check be made that was not", () => {
    const skipped = [finding("skip", "gpu.container", { fix: "run `docker pull debian:stable-slim`" })];
    expect(textOf(doctorText(document(true, skipped), look, false)).slice(0, 2)).toEqual([
      "○ not judged: title of gpu.container",
      "  ▸ run docker pull debian:stable-slim",
    ]);
  });

  it("has what fails first, then what to know, then a line of counts", () => {
    expect(textOf(doctorText(document(false, findings), look, false))).toEqual([
      "✖ title of port.in-use  port.in-use",
      "  nginx listens on it",
      "  ▸ run stack down staging",
      "! title of memory.low  memory.low",
      "  ▸ close what uses memory",
      "○ not judged: title of models",
      "",
      "gpu          none: this environment uses no GPU",
      "",
      "✖ 1 failed, 1 warning, 2 checks passed, 1 not judged  0.2 s",
    ]);
  });

  it("lists what passed only with --verbose", () => {
    const verbose = textOf(doctorText(document(false, findings), look, true));
    expect(verbose).toContain("✔ title of docker.engine  docker.engine");
  });

  it("is short where all is well", () => {
    const well = findings.filter(({ status }) => status === "pass");
    expect(textOf(doctorText(document(true, well), look, false)).at(-1)).toBe("✔ 2 checks passed  0.2 s");
  });
});

describe("findingAnnotations", () => {
  it("are workflow commands for what failed and what is a warning", () => {
    expect(findingAnnotations(findings)).toEqual([
      "::warning title=title of memory.low::close what uses memory\n",
      "::error title=title of port.in-use::nginx listens on it; run `stack down staging`\n",
    ]);
  });

  it("cannot be broken out of by what they quote", () => {
    const nasty = finding("fail", "x", { title: "a,b:c", detail: "100 %\n::error::forged" });
    expect(findingAnnotations([nasty])).toEqual(["::error title=a%2Cb%3Ac::100 %25%0A::error::forged\n"]);
  });
});
