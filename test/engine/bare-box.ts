import { randomBytes } from "node:crypto";
import { resolve } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { execa } from "execa";
import type { Host } from "./bystanders.ts";
import { ensureMmdebstrap } from "./debian-images.ts";
import { ensureMade, madeImage } from "./made-image.ts";

const project = resolve(import.meta.dirname, "../..");
const shipped = [
  "bin",
  "dist",
  "compose",
  "configs",
  "stack.yaml",
  "stack.schema.json",
  "layer.schema.json",
  "package.json",
];

/** Who works on the box: its root, or somebody who may become root by sudo without a password. */
export type Operator = "root" | "ann";

/** A Debian as it is installed, with nothing but Node: no Docker. It is its own machine as far as an engine goes. */
export interface BareBox extends AsyncDisposable {
  readonly operator: Operator;
  /** Runs the shipped program in the folder `box` of the operator's home, as the operator. */
  stack(...words: readonly string[]): Promise<{ readonly exitCode: number; readonly all: string }>;
  /** What runs it there on the terminal that one is on. */
  readonly onTerminal: readonly string[];
  /** Starts it, and kills it, and what of it runs in a session of another group, unless it has ended by itself. */
  stackKilled(afterMs: number, ...words: readonly string[]): Promise<{ readonly wasKilled: boolean }>;
  /** What is beside the program: its engine and its files, asked by hand, as root. */
  readonly host: Host;
}

const bareImage = madeImage(
  "bare:13",
  `
    set -e
    root=$(mktemp --suffix=.tar)
    trap 'rm -f "$root"' EXIT
    mmdebstrap --quiet --variant=minbase --include=ca-certificates,sudo trixie "$root" "$1"
    docker import "$root" "$0"`,
  ["deb http://deb.debian.org/debian trixie main"],
);

/** Debian's own packages and nothing else. */
export async function ensureBareImage(): Promise<void> {
  await ensureMade(bareImage, async () => {
    await ensureMmdebstrap();
    return {};
  });
}

/** What sudo ran stands in this file, a line each. */
export const sudoLog = "/var/log/sudo.log";

const addOperator = `
  set -e
  test "$0" = root || useradd --create-home --shell /bin/sh "$0"
  echo "Defaults logfile=${sudoLog}, !syslog, loglinelen=0" > /etc/sudoers.d/operator
  echo "$0 ALL=(ALL) NOPASSWD: ALL" >> /etc/sudoers.d/operator
  mkdir -p /opt/stack
  cd "$(getent passwd "$0" | cut -d: -f6)"
  install -d -o "$0" -g "$0" box && cd box && pwd`;

export async function bareBox(operator: Operator = "root"): Promise<BareBox> {
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
    bareImage.reference,
    "sleep",
    "1000000",
  ]);
  const added = await execa("docker", ["exec", name, "sh", "-c", addOperator, operator]);
  const copy = 'tar -c "$@" | docker exec -i "$0" tar -x -C /opt/stack';
  await execa("sh", ["-c", copy, name, ...shipped], { cwd: project });
  const inside = ["exec", "-w", added.stdout];
  const program = ["node", "/opt/stack/bin/stack.js"];
  const run = async (...words: readonly string[]) => {
    const ended = await execa("docker", [...inside, "-u", operator, name, ...words], {
      all: true,
      reject: false,
      stdin: "ignore",
    });
    return { exitCode: ended.exitCode ?? -1, all: ended.all };
  };
  const asRoot = (line: string) => execa("docker", [...inside, name, "sh", "-c", line]);
  return {
    operator,
    onTerminal: ["docker", ...inside, "-it", "-e", "NO_COLOR=1", "-u", operator, name, ...program],
    stack: (...words) => run(...program, ...words),
    stackKilled: async (afterMs, ...words) => {
      const running = run(...program, ...words);
      const ended = await Promise.race([running.then(() => true), delay(afterMs).then(() => false)]);
      if (!ended) await asRoot(killProgram);
      return { wasKilled: (await running).exitCode === 137 };
    },
    host: {
      shell: async (line) => (await asRoot(line)).stdout,
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

/** There is no pkill on such a box. Whoever has just joined a group has a second process of it, which has to go too. */
const killProgram = `
  for folder in /proc/[0-9]*; do
    tr '\\0' ' ' 2>/dev/null < $folder/cmdline | grep -q '/opt/stack/bin/[s]tack[.]js' && kill -9 "\${folder#/proc/}"
  done
  true`;
