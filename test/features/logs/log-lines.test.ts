import { describe, expect, it } from "vitest";
import { logLines } from "../../../src/features/logs/log-lines.ts";
import type { LogStyle } from "../../../src/features/logs/log-lines.ts";
import type { LogNews } from "../../../src/features/logs/log-news.ts";
import { asciiSymbols } from "../../../src/core/report/text/symbols.ts";

const escape = String.fromCharCode(27);
const at = new Date("2026-01-02T03:04:05.678Z");
const style = {
  symbols: asciiSymbols,
  colour: 0,
  redact: (text: string) => text.replaceAll("hunter2", "***"),
  timestamps: false,
} as const satisfies LogStyle;

function containerOf(service: string) {
  return { id: `${service}-id`, name: `shop-${service}-1`, service };
}

function line(service: string, text: string): LogNews {
  return { kind: "line", container: containerOf(service), line: { at, from: "stdout", text } };
}

function exited(service: string, restarted: boolean): LogNews {
  return { kind: "exited", container: containerOf(service), at, exitCode: 3, restarted };
}

describe("logLines", () => {
  it("puts names before lines, all as wide as the longest", () => {
    const write = logLines(["postgres", "n8n"], style);
    expect(write(line("n8n", "hello"))).toBe("n8n      | hello\n");
    expect(write(line("postgres", "hello"))).toBe("postgres | hello\n");
  });

  it("redacts, also what a colour code in its middle would hide", () => {
    const write = logLines(["n8n"], style);
    expect(write(line("n8n", `password hun${escape}[1mter2`))).toBe("n8n | password ***\n");
  });

  it("lets nothing through that could move the cursor", () => {
    expect(logLines(["n8n"], style)(line("n8n", `${escape}[2Jgone\r`))).toBe("n8n | gone \n");
  });

  it("puts the time before what was logged", () => {
    const write = logLines(["n8n"], { ...style, timestamps: true });
    expect(write(line("n8n", "hello"))).toBe("n8n | 2026-01-02T03:04:05.678Z hello\n");
    expect(write(exited("n8n", false))).toBe("n8n | 2026-01-02T03:04:05.678Z > exited with 3\n");
  });

  it("marks what becomes of a container between its lines", () => {
    const write = logLines(["api"], style);
    expect(write(exited("api", true))).toBe("api | > exited with 3; restarted\n");
    const container = { id: "api-2", name: "shop-api-2", service: "api" };
    const started = { kind: "started", container, at } as const;
    expect(write({ ...started, how: "restarted" })).toBe("api | > restarted\n");
    expect(write({ ...started, how: "recreated" })).toBe("api | > recreated\n");
    expect(write({ ...started, how: "joined" })).toBe("api | > shop-api-2 joined\n");
  });

  describe("in colours", () => {
    const colour = { ...style, colour: 1 } as const;
    const names = ["postgres", "redis", "qdrant", "minio", "vllm", "litellm", "n8n", "nginx"];
    const toneIn = (text: string) => text.slice(0, text.indexOf("m") + 1);

    it("gives them out in turn: of eight services no two have the same", () => {
      const write = logLines(names, colour);
      expect(new Set(names.map((name) => toneIn(write(line(name, "x"))))).size).toBe(names.length);
    });

    it("gives a service the same one in whichever order they come, and whoever joins", () => {
      const one = logLines(names, colour);
      const other = logLines(names.toReversed(), colour);
      other(line("zookeeper", "x"));
      other(line("another", "x"));
      for (const name of names) expect(toneIn(one(line(name, "x")))).toBe(toneIn(other(line(name, "x"))));
    });

    it("makes room for who joins under a longer name", () => {
      const write = logLines(["db"], style);
      expect(write(line("db", "x"))).toBe("db | x\n");
      expect(write(line("worker", "x"))).toBe("worker | x\n");
      expect(write(line("db", "x"))).toBe("db     | x\n");
    });

    it("uses none where none are wanted", () => {
      for (const name of names) expect(logLines(names, style)(line(name, "x"))).not.toContain(escape);
    });
  });
});
