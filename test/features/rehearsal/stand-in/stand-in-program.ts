import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildSync } from "esbuild";
import { afterAll } from "vitest";
import type { Performance } from "../../../../src/features/rehearsal/stand-in/performance.ts";

/** The program as it goes into the image: one file, built once for a test file. */
export function buildStandIn(): string {
  const folder = mkdtempSync(join(tmpdir(), "stand-in-"));
  afterAll(() => rmSync(folder, { recursive: true }));
  const outfile = join(folder, "stand-in.cjs");
  const entryPoints = [
    join(import.meta.dirname, "..", "..", "..", "..", "src", "features", "rehearsal", "stand-in", "main.ts"),
  ];
  buildSync({ entryPoints, outfile, bundle: true, platform: "node", format: "cjs", target: "node20" });
  return outfile;
}

export interface Ended {
  readonly exitCode: number | null;
  readonly out: string;
  readonly err: string;
}

export interface Call {
  readonly environment?: Readonly<Record<string, string>>;
  readonly input?: string;
  readonly directory?: string;
}

/** Calls the program as a container would call a tool. */
export function callTool(program: string, args: readonly string[], call: Call = {}): Promise<Ended> {
  const env = { PATH: process.env["PATH"], ...call.environment };
  const child = spawn(process.execPath, [program, ...args], { env, cwd: call.directory });
  child.stdin.end(call.input ?? "");
  return ended(child);
}

function ended(child: ChildProcess): Promise<Ended> {
  const said = { out: "", err: "" };
  child.stdout?.on("data", (data: Buffer) => (said.out += data.toString()));
  child.stderr?.on("data", (data: Buffer) => (said.err += data.toString()));
  return new Promise((resolve) => child.on("close", (exitCode) => resolve({ exitCode, ...said })));
}

export interface Serving {
  readonly child: ChildProcess;
  readonly end: Promise<Ended>;
  /** Resolves when its log says this. */
  readonly says: (line: string) => Promise<void>;
}

export function serve(
  program: string,
  orders: Performance,
  {
    args = [],
    environment = {},
  }: { readonly args?: readonly string[]; readonly environment?: Readonly<Record<string, string>> } = {},
): Serving {
  const env = { PATH: process.env["PATH"], ...environment, STACK_STAND_IN: JSON.stringify(orders) };
  const child = spawn(process.execPath, [program, "serve", ...args], { env });
  let log = "";
  child.stdout.on("data", (data: Buffer) => (log += data.toString()));
  const end = ended(child);
  const says = (line: string): Promise<void> =>
    new Promise((resolve, reject) => {
      const look = (): void => void (log.includes(line) && resolve());
      child.stdout.on("data", look);
      child.on("close", () => reject(new Error(`ended before it said "${line}": ${log}`)));
      look();
    });
  return { child, end, says };
}

/** A port nobody listens on. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() =>
        typeof address === "object" && address ? resolve(address.port) : reject(new Error("no port")),
      );
    });
  });
}

export function orders(changes: Partial<Performance>): Performance {
  return { service: "tested", ports: [], loadMs: 0, ends: false, bootLines: [], ...changes };
}
