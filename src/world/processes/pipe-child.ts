import { createHash } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import type { Readable, Transform, Writable } from "node:stream";
import { PassThrough } from "node:stream";
import { pipeline } from "node:stream/promises";
import { constants, createGunzip, createGzip } from "node:zlib";
import type { Piped, Plumbing, ProcessRequest } from "./processes.ts";
import { processResult, runChild } from "./run-child.ts";
import { systemErrorOf } from "../system-error.ts";
import type { SystemError } from "../system-error.ts";
import { tap } from "./tap.ts";
import { notAFile } from "../files/regular-file.ts";

const lastWordsLength = 8_000;

/** Runs a child with files at its ends; whoever is slower holds the other one back. */
export async function pipeChild(request: ProcessRequest, plumbing: Plumbing): Promise<Piped> {
  const ends: Ends = { work: [], stderr: "", written: undefined };
  const standardInput = plumbing.input === undefined ? "ignore" : "pipe";
  const ending = await runChild(request, standardInput, (child) => {
    child.stderr.on("data", (chunk: Buffer) => {
      ends.stderr = `${ends.stderr}${chunk.toString("utf8")}`.slice(-lastWordsLength);
    });
    ends.work.push(drain(child.stdout, plumbing, ends));
    if (plumbing.input !== undefined && child.stdin !== null)
      ends.work.push(feed(child.stdin, plumbing.input));
  });
  const failure = (await Promise.all(ends.work)).find((each) => each !== undefined);
  return {
    ended: processResult(ending, "", ends.stderr),
    written: failure === undefined ? ends.written : undefined,
    failure,
  };
}

interface Ends {
  readonly work: Promise<SystemError | undefined>[];
  stderr: string;
  written: Piped["written"];
}

async function drain(stdout: Readable, plumbing: Plumbing, ends: Ends): Promise<SystemError | undefined> {
  const heard = tap((chunk) => plumbing.onChunk?.(chunk));
  const { output } = plumbing;
  if (output === undefined) return outcomeOf(pipeline(stdout, heard, nowhere));
  const hash = createHash("sha256");
  let sizeBytes = 0;
  const measured = tap((chunk) => {
    hash.update(chunk);
    sizeBytes += chunk.length;
  });
  const file = createWriteStream(output.path, { flags: "wx", mode: output.mode, flush: true });
  const failure = await outcomeOf(pipeline(stdout, heard, compressing(output.compress), measured, file));
  if (failure === undefined) ends.written = { sizeBytes, sha256: hash.digest("hex") };
  return failure;
}

async function feed(
  stdin: Writable,
  { path, decompress }: NonNullable<Plumbing["input"]>,
): Promise<SystemError | undefined> {
  const odd = await notAFile(path);
  if (odd !== undefined) {
    stdin.destroy();
    return odd;
  }
  const unpacked = decompress ? createGunzip() : new PassThrough();
  const failure = await outcomeOf(pipeline(createReadStream(path), unpacked, stdin));
  // a child that ends before it has read everything says why in its exit code
  return failure !== undefined && goneReader.has(failure.code) ? undefined : failure;
}

const goneReader = new Set(["EPIPE", "ERR_STREAM_PREMATURE_CLOSE", "ECONNRESET", "ERR_STREAM_DESTROYED"]);

/** Level 1: a dump shrinks to a fifth already, and the disk is kept busy. */
function compressing(compress: boolean): Transform {
  return compress ? createGzip({ level: constants.Z_BEST_SPEED }) : new PassThrough();
}

async function nowhere(source: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of source);
}

async function outcomeOf(work: Promise<void>): Promise<SystemError | undefined> {
  try {
    await work;
    return undefined;
  } catch (error) {
    return systemErrorOf(error);
  }
}
