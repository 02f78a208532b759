import { randomBytes } from "node:crypto";
import { resolve } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { execa } from "execa";
import type { Host } from "./bystanders.ts";
import { ensureMmdebstrap } from "./debian-images.ts";

const bare = "stack-test/bare:trixie-1";
const project = resolve(import.meta.dirname, "../..");
const shipped = ["bin", "dist", "compose", "configs", "stack.yaml", "stack.schema.json", "package.json"];

/** A Debian as it is installed, with nothing but Node: no Docker. It is its own machine as far as an engine goes. */
export interface BareBox extends AsyncDisposable {
  /** Runs the shipped program in `/root/box`. */
  stack(...words: readonly string[]): Promise<{ readonly exitCode: number; readonly all: string }>;
  /** Starts it, and kills it without a word after that long, unless it has ended by itself. */
  stackKilled(afterMs: number, ...words: readonly string[]): Promise<{ readonly wasKilled: boolean }>;
  /** What is beside the program: its engine, asked by hand. */
  readonly host: Host;
}

/** Debian's own packages and nothing else; made once, in about a minute. */
async function ensureBareImage(): Promise<void> {
  const found = await execa("docker", ["image", "inspect", bare], { reject: false });
  if (found.exitCode === 0) return;
  await ensureMmdebstrap();
  const archives = ["deb http://deb.debian.org/debian trixie main"];
  const line = `mmdebstrap --quiet --variant=minbase --include=ca-certificates trixie - "$1" | docker import - ${bare}`;
  await execa("sh", ["-c", `set -o pipefail 2>/dev/null; ${line}`, "sh", ...archives]);
}

export async function bareBox(): Promise<BareBox> {
  await ensureBareImage();
  const name = `stack-bare-${randomBytes(4).toString("hex")}`;
  // the engine's data on a volume: it cannot lay its layers over a container's own
  const machine = ["--privileged", "--cgroupns", "private", "--tmpfs", "/run", "-v", "/var/lib/docker"];
  const node = ["-v", `${process.execPath}:/usr/local/bin/node:ro`];
  await execa("docker", [
    "run",
    "-d",
    "--init",
    "--name",
    name,
    ...machine,
    ...node,
    bare,
    "sleep",
    "1000000",
  ]);
  const copy =
    'docker exec "$0" mkdir -p /root/box /opt/stack && tar -c "$@" | docker exec -i "$0" tar -x -C /opt/stack';
  await execa("sh", ["-c", copy, name, ...shipped], { cwd: project });
  const inside = ["exec", "-w", "/root/box", name];
  const program = ["node", "/opt/stack/bin/stack.js"];
  const run = async (...words: readonly string[]) => {
    const ended = await execa("docker", [...inside, ...words], { all: true, reject: false, stdin: "ignore" });
    return { exitCode: ended.exitCode ?? -1, all: ended.all };
  };
  return {
    stack: (...words) => run(...program, ...words),
    stackKilled: async (afterMs, ...words) => {
      const running = run("sh", "-c", `echo $$ > /run/first-run.pid; exec "$@"`, "sh", ...program, ...words);
      const ended = await Promise.race([running.then(() => true), delay(afterMs).then(() => false)]);
      if (!ended)
        await execa("docker", [...inside, "sh", "-c", "kill -9 $(cat /run/first-run.pid)"], {
          reject: false,
        });
      return { wasKilled: (await running).exitCode === 137 };
    },
    host: {
      shell: async (line) => (await execa("docker", [...inside, "sh", "-c", line])).stdout,
      load: async (image) => {
        await execa("sh", ["-c", 'docker save "$1" | docker exec -i "$2" docker load', "sh", image, name]);
      },
      volumes: "/var/lib/docker/volumes",
    },
    [Symbol.asyncDispose]: async () => {
      await execa("docker", ["rm", "-f", "-v", name]);
    },
  };
}
