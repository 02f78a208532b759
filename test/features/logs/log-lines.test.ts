import { describe, expect, it } from "vitest";
import { logLines, toneOf } from "../../../src/features/logs/log-lines.ts";
import { asciiSymbols } from "../../../src/core/report/text/symbols.ts";

const escape = String.fromCharCode(27);
const look = {
  symbols: asciiSymbols,
  colour: 0,
  redact: (text: string) => text.replaceAll("hunter2", "***"),
} as const;

describe("logLines", () => {
  it("puts names before lines, all as wide as the longest", () => {
    const write = logLines(["postgres", "n8n"], look);
    expect(write("n8n", "hello")).toBe("n8n      | hello\n");
    expect(write("postgres", "hello")).toBe("postgres | hello\n");
  });

  it("redacts, also what a colour code in its middle would hide", () => {
    const write = logLines(["n8n"], look);
    expect(write("n8n", `password hun${escape}[1mter2`)).toBe("n8n | password ***\n");
  });

  it("lets nothing through that could move the cursor", () => {
    expect(logLines(["n8n"], look)("n8n", `${escape}[2Jgone\r`)).toBe("n8n | gone \n");
  });

  it("gives a service the same colour whoever else is shown", () => {
    const colour = { ...look, colour: 1 } as const;
    const alone = logLines(["n8n"], colour)("n8n", "x");
    const among = logLines(["n8n", "abc"], colour)("n8n", "x");
    expect(alone).toBe(among);
    expect(alone).toContain(escape);
  });

  it("has several colours to give", () => {
    const names = ["postgres", "redis", "qdrant", "minio", "vllm", "litellm", "n8n", "nginx", "openwebui"];
    expect(new Set(names.map(toneOf)).size).toBeGreaterThan(3);
  });
});
