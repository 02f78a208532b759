import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { execa } from "execa";

/** An engine that tests may stop, freeze and fill, in a network of its own. Needs root. */
export interface SecondEngine extends AsyncDisposable {
  readonly host: string;
  readonly folder: string;
  stop(): Promise<void>;
  start(): Promise<void>;
  /** Sends its daemon a signal: STOP freezes it, CONT lets it go on, KILL ends it as a crash does: stop it then too, before it is started again. */
  signal(name: "STOP" | "CONT" | "KILL"): Promise<void>;
}

const script = resolve(import.meta.dirname, "../../bin/second-engine.mjs");

/** `prepare` gets its folder before it starts: to mount something there. */
export async function secondEngine(
  prepare: (folder: string) => Promise<void> = async () => {},
): Promise<SecondEngine> {
  const folder = await mkdtemp(join(tmpdir(), "stack-engine-"));
  await prepare(folder);
  const command = async (verb: string) => execa(process.execPath, [script, verb, "--folder", folder]);
  const start = async () => {
    await command("start");
  };
  const stop = async () => {
    await command("stop");
  };
  await start();
  return {
    host: `unix://${folder}/docker.sock`,
    folder,
    start,
    stop,
    signal: async (name) => {
      await execa("sh", ["-c", `kill -${name} $(cat ${folder}/docker.pid)`]);
    },
    [Symbol.asyncDispose]: async () => {
      await stop();
      await execa("sh", ["-c", "umount -l data"], { cwd: folder, reject: false });
      await rm(folder, { recursive: true, force: true });
    },
  };
}
