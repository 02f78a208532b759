import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { completeSecrets } from "../../src/secrets/complete.ts";
import type { ConsumerStart, RotationRequest, StoreTarget } from "../../src/secrets/rotation.ts";
import { secretSpecsSchema } from "../../src/secrets/secret-spec.ts";
import { done, type StepAnswer } from "../../src/secrets/step-answer.ts";
import { createWorld } from "../../src/world/node-world.ts";
import { postgres, redis } from "./debian-images.ts";

export const specs = secretSpecsSchema.parse({
  POSTGRES_PASSWORD: { kind: "password", file: "postgres_password", mode: "0444" },
  REDIS_PASSWORD: {
    kind: "password",
    file: "redis_password",
    mode: "0444",
    derived: { "redis.conf": "bind 0.0.0.0\nrequirepass {value}\n" },
  },
});

/** Ten requests a second, each over a connection of its own: the password counts every time. */
const loop = (request: string) =>
  `trap 'exit 0' TERM; while :; do if ${request} >/dev/null 2>&1; then echo ok; else echo failed; fi; sleep 0.1; done`;

const composeFile = `
services:
  postgres:
    image: ${postgres}
    command: ["-c", "log_statement=all"]
    environment: { POSTGRES_USER: multimodal, POSTGRES_PASSWORD_FILE: /run/secrets/postgres_password }
    secrets: [postgres_password]
    volumes: ["data:/var/lib/postgresql/data"]
    healthcheck: { test: ["CMD", "/usr/lib/postgresql/15/bin/pg_isready", "-q", "-h", "127.0.0.1"], interval: 300ms, start_period: 30s, retries: 90 }
  redis:
    image: ${redis}
    command: ["/run/secrets/redis.conf"]
    secrets: [redis_password, redis.conf]
    healthcheck:
      test: ["CMD-SHELL", 'REDISCLI_AUTH="$$(cat /run/secrets/redis_password)" redis-cli ping | grep -qx PONG']
      interval: 300ms
      start_period: 30s
      retries: 90
  writer:
    image: ${postgres}
    depends_on: { postgres: { condition: service_healthy } }
    secrets: [postgres_password]
    environment: { PGUSER: multimodal, PGHOST: postgres, PGDATABASE: postgres }
    command:
      - sh
      - -c
      - |
        PGPASSWORD=$$(cat /run/secrets/postgres_password); export PGPASSWORD
        psql -qc 'create table if not exists written (at timestamptz)'
        ${loop("psql -qAtc 'insert into written values (now()); select count(*) from written'")}
  reader:
    image: ${redis}
    depends_on: { redis: { condition: service_healthy } }
    secrets: [redis_password]
    command:
      - sh
      - -c
      - |
        REDISCLI_AUTH=$$(cat /run/secrets/redis_password); export REDISCLI_AUTH
        ${loop("redis-cli -h redis -e incr counter")}
volumes: { data: {} }
secrets:
  postgres_password: { file: ./secrets/development/postgres_password }
  redis_password: { file: ./secrets/development/redis_password }
  redis.conf: { file: ./secrets/development/redis.conf }
`;

/** A real PostgreSQL and a real Redis, each with a client that never rests. */
export class RotatingBox {
  readonly world = createWorld(undefined);
  readonly directory: string;
  readonly project: string;

  private constructor(directory: string) {
    this.directory = directory;
    this.project = `secrets-${directory.slice(-6).toLowerCase()}`;
  }

  static async start(): Promise<RotatingBox> {
    const box = new RotatingBox(await mkdtemp(join(tmpdir(), "stack-rotation-")));
    await writeFile(join(box.directory, "compose.yaml"), composeFile);
    await completeSecrets(box.world, { ...box.place, specs, variables: {} });
    await box.compose("up", "-d", "--wait");
    return box;
  }

  async stop(): Promise<void> {
    await this.compose("down", "-v", "-t", "1");
    await rm(this.directory, { recursive: true });
  }

  get place(): { readonly environment: string; readonly directory: string } {
    return { environment: "development", directory: this.directory };
  }

  async value(name: string): Promise<string> {
    const read = await this.world.files.read(join(this.directory, "secrets/development", name.toLowerCase()));
    return read.kind === "text" ? read.text : "";
  }

  async request(more: Partial<RotationRequest> = {}): Promise<RotationRequest> {
    return {
      ...this.place,
      specs,
      names: [],
      stores: new Map([
        ["POSTGRES_PASSWORD", await this.store("postgres", `${this.project}_data`)],
        ["REDIS_PASSWORD", await this.store("redis", undefined)],
      ]),
      consumers: {
        usersOf: (secret) => (secret === "POSTGRES_PASSWORD" ? ["postgres", "writer"] : ["redis", "reader"]),
        stop: (services) => this.step("stop", "-t", "5", ...services),
        start: (starts) => this.restart(starts),
        accepts: async () => "unknown",
      },
      running: ["postgres", "redis", "writer", "reader"],
      learn: () => {},
      tell: () => {},
      signal: new AbortController().signal,
      ...more,
    };
  }

  /** What a client said since it was made. */
  async answers(service: "writer" | "reader"): Promise<{ readonly ok: number; readonly failed: number }> {
    const { stdout: id } = await this.compose("ps", "-aq", service);
    const { stdout } = await execa("docker", ["logs", id]);
    const lines = stdout.split("\n");
    const count = (word: string) => lines.filter((line) => line === word).length;
    return { ok: count("ok"), failed: count("failed") };
  }

  /** Everything that anybody with the engine's socket can see of these containers, and all they logged. */
  async everythingShown(): Promise<string> {
    const { stdout: ids } = await this.compose("ps", "-aq");
    const { stdout: inspected } = await execa("docker", ["inspect", ...ids.split("\n")]);
    const { stdout: logged } = await this.compose("logs");
    return `${inspected}\n${logged}`;
  }

  compose(...args: readonly string[]) {
    return execa("docker", ["compose", "-p", this.project, ...args], { cwd: this.directory });
  }

  private async store(service: "postgres" | "redis", volume: string | undefined): Promise<StoreTarget> {
    const { stdout } = await this.compose("ps", "-q", service);
    const detail = await this.world.engine.inspect(stdout);
    const address = detail.kind === "ok" ? (detail.value.networks[0]?.address ?? "") : "";
    const made = volume === undefined ? undefined : { volume, volumeCreatedAt: await createdAt(volume) };
    return { kind: service, service, container: { containerId: stdout, address }, volume: made };
  }

  private async restart(starts: readonly ConsumerStart[]): Promise<StepAnswer> {
    const services = starts.map(({ service }) => service);
    const stores = services.filter((service) => service === "redis");
    if (stores.length > 0) await this.compose("restart", "-t", "1", ...stores);
    return this.step("up", "-d", "--wait", "--no-recreate", ...services);
  }

  private async step(...args: readonly string[]): Promise<StepAnswer> {
    const result = await execa("docker", ["compose", "-p", this.project, ...args], {
      cwd: this.directory,
      reject: false,
    });
    return result.exitCode === 0 ? done : { kind: "failed", reason: result.stderr };
  }
}

async function createdAt(volume: string): Promise<string> {
  const { stdout } = await execa("docker", ["volume", "inspect", "-f", "{{.CreatedAt}}", volume]);
  return stdout;
}
