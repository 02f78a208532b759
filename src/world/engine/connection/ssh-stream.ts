import { spawn } from "node:child_process";
import type { ChildProcessWithoutNullStreams } from "node:child_process";
import { Socket } from "node:net";
import { Duplex } from "node:stream";

/** What goes through an ssh process, as a connection; when ssh fails, the error says what ssh said. */
export class SshStream extends Duplex {
  readonly #child: ChildProcessWithoutNullStreams;
  #complaint = "";

  constructor(words: readonly string[], environment: Readonly<Record<string, string>>) {
    super();
    this.#child = spawn("ssh", words, { env: environment, stdio: "pipe" });
    const { stdin, stdout, stderr } = this.#child;
    stdin.on("error", () => undefined); // its end is told by `close`, with the reason
    stdout.on("data", (chunk: Uint8Array) => {
      if (!this.push(chunk)) stdout.pause();
    });
    stderr.on("data", (chunk: Uint8Array) => {
      this.#complaint += Buffer.from(chunk).toString("utf8");
    });
    this.#child.once("error", (error) => this.destroy(error));
    this.#child.once("close", (code) => {
      this.#end(code);
    });
  }

  /** Whether this connection keeps the program from ending: not while it waits for the next call. */
  keepAwake(isAwake: boolean): void {
    const { stdin, stdout, stderr } = this.#child;
    const handles = [this.#child, ...[stdin, stdout, stderr].filter((stream) => stream instanceof Socket)];
    for (const handle of handles) {
      if (isAwake) handle.ref();
      else handle.unref();
    }
  }

  override _read(): void {
    this.#child.stdout.resume();
  }

  override _write(chunk: Uint8Array, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.#child.stdin.write(chunk, done);
  }

  override _final(done: (error?: Error | null) => void): void {
    this.#child.stdin.end(done);
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#child.kill();
    done(error);
  }

  #end(code: number | null): void {
    if (code === 0) this.push(null);
    else this.destroy(failure(this.#complaint.trim() || `ssh ended with exit code ${String(code)}`));
  }
}

function failure(message: string): Error {
  return Object.assign(new Error(message), { code: "ESSH" });
}
