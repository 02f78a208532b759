import { PassThrough } from "node:stream";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { Joined, Listener, ProcessRequest } from "./processes.ts";
import { processResult, runChild } from "./run-child.ts";
import { tap } from "./tap.ts";

const lastWordsLength = 8_000;

/**
 * Runs two children, the second fed with what the first says. The data goes through this process: once it is gone, both
 * are at an end, however it went, which a shell's own pipe would not be.
 */
export async function joinChildren(
  from: ProcessRequest,
  to: ProcessRequest,
  onChunk: Listener,
): Promise<Joined> {
  const between = tap(onChunk);
  const words = { from: "", to: "" };
  const reading = runChild(to, "pipe", (child) => {
    keepLastWords(child.stderr, (text) => (words.to = `${words.to}${text}`.slice(-lastWordsLength)));
    child.stdout.resume();
    quietly(pipeline(between, child.stdin ?? new PassThrough().resume()));
  });
  const writing = runChild(from, "ignore", (child) => {
    keepLastWords(child.stderr, (text) => (words.from = `${words.from}${text}`.slice(-lastWordsLength)));
    quietly(pipeline(child.stdout, between));
  });
  // a reader that ends early leaves the writer nobody to write to
  quietly(reading.finally(() => between.destroy()));
  const [read, written] = await Promise.all([reading, writing]);
  return { from: processResult(written, "", words.from), to: processResult(read, "", words.to) };
}

function keepLastWords(stderr: Readable, keep: (text: string) => void): void {
  stderr.on("data", (chunk: Buffer) => {
    keep(chunk.toString("utf8"));
  });
}

/** A stream that broke off is told by how the children ended. */
function quietly(work: Promise<unknown>): void {
  work.catch(() => undefined);
}
