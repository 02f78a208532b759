import { openContext } from "../../../src/command/open-context.ts";
import { doctor } from "../../../src/features/doctor/command.ts";
import type { Outcome } from "../../../src/core/events/outcome.ts";
import { exited } from "../../world/fake-processes.ts";
import type { ProcessAnswer } from "../../world/fake-processes.ts";
import { fakeWorld } from "../../world/fake-world.ts";
import type { FakeWorld, FakeWorldParts } from "../../world/fake-world.ts";

export const here = "/home/ann/project";

const manifest = `
name: shop
environments:
  demo: { aliases: [d], layers: [compose.yaml], memory: 1GiB, disk: 1GiB }
secrets:
  DB_PASSWORD: { kind: password, services: [db] }
`;

const layer = `
services:
  db:
    image: postgres:17
    environment: { POSTGRES_PASSWORD: "\${DB_PASSWORD}" }
    ports: ["127.0.0.1:\${DB_PORT:-5432}:5432"]
    volumes: [{ type: bind, source: ./data, target: /data, bind: { create_host_path: false } }]
`;

/** What Compose makes of it. */
export function merged(more: Readonly<Record<string, unknown>> = {}): string {
  const db = {
    image: "postgres:17",
    environment: { POSTGRES_PASSWORD: "x" },
    ports: [{ target: 5432, published: "5432", host_ip: "127.0.0.1", protocol: "tcp" }],
    volumes: [{ type: "bind", source: `${here}/data`, target: "/data", bind: { create_host_path: false } }],
    ...more,
  };
  return JSON.stringify({ name: "shop-demo", services: { db } });
}

/** Programs of a box with Docker and without a card. */
export const programs: readonly ProcessAnswer[] = [
  { command: "docker", including: ["compose", "version"], result: exited("2.40.3\n") },
  { command: "docker", including: ["config"], result: exited(merged()) },
  { command: "docker", args: ["--version"], result: exited("Docker version 28.5.1, build x\n") },
  {
    command: "docker",
    including: ["context", "inspect"],
    result: exited("default unix:///run/docker.sock\n"),
  },
  { command: "nvidia-smi", result: { kind: "not-found" } },
  { command: "git", result: { kind: "not-found" } },
];

/** A box on which `stack doctor demo` has nothing to complain of but what `parts` bring. */
export function box(parts: FakeWorldParts = {}): FakeWorld {
  return fakeWorld({
    processes: programs,
    engine: {},
    ...parts,
    files: {
      [`${here}/stack.yaml`]: manifest,
      [`${here}/compose.yaml`]: layer,
      [`${here}/data`]: { directory: true },
      [`${here}/.env.demo`]: { text: "DB_PASSWORD=Vq7Zr2Lk9Ws4Xc6Bn1Mt8Hy3\n", mode: 0o600 },
      "/usr/lib/stack/package.json": '{ "version": "9.8.7" }',
      ...parts.files,
    },
  });
}

/** A box on which nothing is installed. */
export function bareBox(): FakeWorld {
  const failure = { kind: "unreachable", message: "connect ENOENT /var/run/docker.sock" } as const;
  const missing = ["docker", "docker-compose", "nvidia-smi", "git", "journalctl"];
  return box({
    processes: missing.map((command) => ({ command, result: { kind: "not-found" } })),
    engine: { failure },
  });
}

/** `stack doctor <words>` with these options, as commander would hand them over. */
export async function runDoctor(
  world: FakeWorld,
  words: readonly string[] = ["demo"],
  options: Readonly<Record<string, unknown>> = {},
): Promise<Outcome> {
  const opened = await openContext(world, words, {
    options: { color: false, ...options },
    commands: [],
    startGuards: [],
  });
  if (opened.kind === "failed") throw new Error(opened.error.message);
  return doctor(opened.value);
}
