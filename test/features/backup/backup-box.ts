import type { Parts } from "../../stage/behaviour.ts";
import type { StagedStack, StageOptions } from "../../stage/staged-stack.ts";
import { exited } from "../../world/fake-processes.ts";
import type { ProcessAnswer } from "../../world/fake-processes.ts";
import type { ProcessResult } from "../../../src/world/processes/processes.ts";
import { started } from "../started-shop.ts";
import { archive } from "./restore/box-backup.ts";

export const here = "/home/ann/project";
export const backups = `${here}/backups/demo`;
const volumes = { cache: { name: "shop-demo_cache" }, uploads: { name: "shop-demo_uploads" } };

function mounting(source: string, target: string): Readonly<Record<string, unknown>> {
  return { volumes: [{ type: "volume", source, target }] };
}

export const parts: Parts = {
  cache: {
    behaves: { kind: "serves", afterMs: 100 },
    extras: { kind: "redis" },
    config: mounting("cache", "/data"),
  },
  files: { behaves: { kind: "serves", afterMs: 100 }, config: mounting("uploads", "/files") },
  web: { behaves: { kind: "serves", afterMs: 100 }, after: { cache: { condition: "service_healthy" } } },
};

/** What the stores hold, and what goes wrong with them. */
interface Held {
  keys: number;
  /** What the volume of files holds: a tar archive of it. */
  files: string;
  /** Told of each file at the docker CLI before it is read or written; what it answers counts, if anything. */
  onPipe: (words: string) => ProcessResult | undefined;
  /** What Redis' own check says of a set. */
  check: string;
}

export interface BackupBox extends StagedStack {
  readonly held: Held;
  /** Ids of the containers of a service, as they are now. */
  readonly ids: (service: string) => Promise<readonly string[]>;
}

/** A stack that runs here: a Redis with two keys, a volume of files, and a page that needs the Redis. */
export async function backupBox(options: StageOptions = {}): Promise<BackupBox> {
  const held: Held = {
    keys: 2,
    files: archive,
    onPipe: () => undefined,
    check:
      "[offset 9] Checksum OK\n[offset 9] \\o/ RDB looks OK! \\o/\n[info] 2 keys read\n[info] 0 expires\n",
  };
  const stack = await started(
    {
      model: { volumes },
      ...options,
      engine: {
        ...options.engine,
        exec: {
          cache: () => ({
            kind: "exited",
            exitCode: 0,
            stdout: `db0:keys=${String(held.keys)},expires=0\n`,
            stderr: "",
          }),
        },
      },
    },
    parts,
  );
  stack.world.processes.answer(...dockerOf(held));
  const ids = async (service: string): Promise<readonly string[]> => {
    const listed = await stack.world.engine.containers({ project: "shop-demo" });
    const rows = listed.kind === "ok" ? listed.value : [];
    return rows.filter(({ labels }) => labels["com.docker.compose.service"] === service).map(({ id }) => id);
  };
  return { ...stack, held, ids };
}

function dockerOf(held: Held): readonly ProcessAnswer[] {
  return [
    { command: "docker", including: ["create", "--name"], result: exited("holder\n") },
    { command: "docker", including: ["rm", "--volumes"], result: exited("") },
    { command: "docker", including: ["cp", "-a"], result: ({ args }) => copied(held, args) },
    { command: "docker", including: ["exec", "-i"], result: ({ args }) => piped(held, args) },
  ];
}

function copied(held: Held, args: readonly string[]) {
  const instead = held.onPipe(args.join(" "));
  if (instead !== undefined) return instead;
  if (args.at(-1) === "-") return exited(held.files);
  held.files = archive;
  return exited("");
}

function piped(held: Held, args: readonly string[]) {
  const words = args.join(" ");
  const instead = held.onPipe(words);
  if (instead !== undefined) return instead;
  if (words.includes("/dev/stdin")) return exited(held.check);
  if (words.includes("--rdb -")) return exited("REDIS0011");
  // the set of the backup is put in the place of what was there
  held.keys = 2;
  return exited("");
}
