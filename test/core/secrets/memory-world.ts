import { posix } from "node:path";
import { nodeCertificates } from "../../../src/world/certificates/node-certificates.ts";
import type { FileContent, FileStat, ScanAnswer, WriteAnswer } from "../../../src/world/files/files.ts";
import type { Joined, Piped, ProcessRequest, ProcessResult } from "../../../src/world/processes/processes.ts";
import type { World } from "../../../src/world/world.ts";

interface Node {
  readonly kind: "file" | "directory";
  readonly text: string;
  readonly mode: number;
  readonly modifiedAt: Date;
}

/** Files in memory, a counter for randomness, a clock that moves one second a question, and no processes at all. */
export class MemoryWorld {
  readonly nodes = new Map<string, Node>();
  /** Every path written, removed or created, in order. */
  readonly writes: string[] = [];
  readonly ran: ProcessRequest[] = [];
  /** Tells which write fails, and how; undefined lets it happen. */
  refuseWrite: (path: string, count: number) => WriteAnswer | undefined = () => undefined;
  answer: (request: ProcessRequest) => ProcessResult = () => ({ kind: "not-found" });
  private time = Date.UTC(2026, 0, 1);
  private seed = 1;

  readonly clock = {
    now: () => new Date((this.time += 1000)),
    elapsedMs: () => this.time,
    sleep: async () => {},
  };
  readonly certificates = nodeCertificates;
  readonly random = { bytes: (count: number) => Uint8Array.from({ length: count }, () => this.nextByte()) };
  readonly processes = {
    run: async (request: ProcessRequest): Promise<ProcessResult> => {
      this.ran.push(request);
      return this.answer(request);
    },
    stream: async (): Promise<ProcessResult> => ({ kind: "not-found" }),
    pipe: async (): Promise<Piped> => ({
      ended: { kind: "not-found" },
      written: undefined,
      failure: undefined,
    }),
    join: async (): Promise<Joined> => ({ from: { kind: "not-found" }, to: { kind: "not-found" } }),
    handOver: async (): Promise<ProcessResult> => ({ kind: "not-found" }),
  };
  readonly files = {
    read: async (path: string): Promise<FileContent> => {
      const node = this.nodes.get(path);
      if (node === undefined) return { kind: "absent" };
      return node.kind === "directory" ? { kind: "directory" } : { kind: "text", text: node.text };
    },
    stat: async (path: string): Promise<FileStat> => {
      const node = this.nodes.get(path);
      if (node === undefined) return { kind: "absent" };
      return {
        kind: node.kind,
        mode: node.mode,
        ownerId: 0,
        sizeBytes: node.text.length,
        modifiedAt: node.modifiedAt,
      };
    },
    list: async (path: string) =>
      [...this.nodes.keys()]
        .filter((each) => posix.dirname(each) === path)
        .map((each) => posix.basename(each))
        .sort(),
    writeAtomically: async (path: string, content: string | Uint8Array, mode: number) =>
      this.write(path, { kind: "file", text: Buffer.from(content).toString("utf8"), mode }),
    makeDirectory: async (path: string, mode: number) =>
      this.write(path, { kind: "directory", text: "", mode }),
    changeMode: async (path: string, mode: number): Promise<WriteAnswer> => {
      const node = this.nodes.get(path);
      if (node !== undefined) this.nodes.set(path, { ...node, mode });
      return { kind: "ok", value: undefined };
    },
    remove: async (path: string): Promise<WriteAnswer> => {
      this.nodes.delete(path);
      return { kind: "ok", value: undefined };
    },
    appendLine: async (path: string, line: string, mode: number) =>
      this.write(path, { kind: "file", text: `${this.nodes.get(path)?.text ?? ""}${line}\n`, mode }),
    freeBytes: async () => undefined,
    scan: async (): Promise<ScanAnswer> => ({
      kind: "failed",
      error: { code: "ENOENT", reason: "not here" },
    }),
    changeOwner: async (): Promise<WriteAnswer> => ({ kind: "ok", value: undefined }),
    realPath: async (path: string) => posix.resolve(path),
    resolve: (...parts: readonly string[]) => posix.resolve(...parts),
    dirname: (path: string) => posix.dirname(path),
    basename: (path: string) => posix.basename(path),
    relative: (from: string, to: string) => posix.relative(from, to),
    packageDirectory: "/package",
    temporaryDirectory: "/tmp",
  } satisfies World["files"];

  put(path: string, text: string, mode = 0o600): void {
    this.nodes.set(path, { kind: "file", text, mode, modifiedAt: this.clock.now() });
  }

  text(path: string): string | undefined {
    return this.nodes.get(path)?.text;
  }

  mode(path: string): string | undefined {
    return this.nodes.get(path)?.mode.toString(8);
  }

  private write(path: string, node: Omit<Node, "modifiedAt">): WriteAnswer {
    const refusal = this.refuseWrite(path, this.writes.length);
    if (refusal !== undefined) return refusal;
    this.writes.push(path);
    for (let parent = posix.dirname(path); !this.nodes.has(parent); parent = posix.dirname(parent))
      this.nodes.set(parent, { kind: "directory", text: "", mode: 0o755, modifiedAt: this.clock.now() });
    this.nodes.set(path, { ...node, modifiedAt: this.clock.now() });
    return { kind: "ok", value: undefined };
  }

  /** A linear congruence: repeatable, and every byte occurs. */
  private nextByte(): number {
    this.seed = (this.seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor(this.seed / 65_536) % 256;
  }
}
