import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { createInterruption } from "../../../src/world/terminal/interruption.ts";
import { nodeProcesses } from "../../../src/world/processes/node-processes.ts";
import { temporaryFolder } from "../temporary-folder.ts";

const processes = nodeProcesses(createInterruption());
const signal = new AbortController().signal;

function shell(line: string, ...more: readonly string[]) {
  return { command: "sh", args: ["-c", line, "sh", ...more], signal };
}

describe("two children, the second fed by the first", () => {
  it("pass on every byte, which is heard on its way", async () => {
    const path = join(await temporaryFolder(), "out");
    const heard = createHash("sha256");
    const line = 'i=0; while [ $i -lt 60000 ]; do echo "line $i"; i=$((i + 1)); done';
    const joined = await processes.join(shell(line), shell('cat > "$1"; echo read >&2', path), (chunk) =>
      heard.update(chunk),
    );
    expect(joined.from).toEqual({ kind: "exited", exitCode: 0, stdout: "", stderr: "" });
    expect(joined.to).toEqual({ kind: "exited", exitCode: 0, stdout: "", stderr: "read\n" });
    const written = await readFile(path);
    expect(written.toString().split("\n")).toHaveLength(60_001);
    expect(heard.digest("hex")).toBe(createHash("sha256").update(written).digest("hex"));
  });

  it("end both when the reader gives up, and each says how", async () => {
    const joined = await processes.join(shell("exec yes"), shell("echo full >&2; exit 3"), () => {});
    expect(joined.to).toEqual({ kind: "exited", exitCode: 3, stdout: "", stderr: "full\n" });
    expect(joined.from.kind === "exited" && joined.from.exitCode === 0).toBe(false);
  });

  it("give the reader its end when the writer fails", async () => {
    const joined = await processes.join(shell("echo half; exit 2"), shell("cat >/dev/null"), () => {});
    expect([joined.from, joined.to]).toMatchObject([
      { kind: "exited", exitCode: 2 },
      { kind: "exited", exitCode: 0 },
    ]);
  });

  it("end together when they are told to", async () => {
    const stop = new AbortController();
    const request = (line: string) => ({ ...shell(line), signal: stop.signal });
    const joined = processes.join(request("exec yes"), request("cat >/dev/null"), () => stop.abort());
    expect(await joined).toMatchObject({ from: { kind: "aborted" }, to: { kind: "aborted" } });
  });
});
