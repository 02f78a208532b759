import type { ExecRequest, ExecResult, EngineAnswer } from "../../../../src/world/engine/engine.ts";
import type {
  Consumers,
  RotationRequest,
  RotationWorld,
  StoreTarget,
} from "../../../../src/features/secrets/rotate/rotation.ts";
import { done } from "../../../../src/core/secrets/clients/store-client.ts";
import type { StepAnswer } from "../../../../src/core/secrets/clients/store-client.ts";
import { secretSpecsSchema } from "../../../../src/core/secrets/secret-spec.ts";
import { MemoryWorld } from "../../../core/secrets/memory-world.ts";

export const specs = secretSpecsSchema.parse({
  POSTGRES_PASSWORD: { kind: "password", file: "postgres_password" },
  REDIS_PASSWORD: {
    kind: "password",
    file: "redis_password",
    derived: { "redis.conf": "requirepass {value}\n" },
  },
  API_KEY: { kind: "api-key", visible: "inspect" },
  SALT: { kind: "hex", file: "salt", immutable: true, describe: "n8n's data is encrypted with it" },
  HF_TOKEN: { kind: "text" },
});

const folder = "/box/secrets/development";

/** Thrown in the middle of things: what `kill -9` leaves behind is what the next run finds. */
export class Killed extends Error {}

interface Client {
  running: boolean;
  readonly secrets: readonly string[];
  /** What it read when it started. */
  readonly holds: Map<string, string>;
}

/** A box with PostgreSQL, Redis, an API server and two clients; every effect is counted, and any can be the last. */
export class FakeBox {
  readonly memory = new MemoryWorld();
  postgresPassword = "";
  redisPassword = "";
  readonly clients = new Map<string, Client>();
  readonly execs: ExecRequest[] = [];
  readonly events: string[] = [];
  readonly learned: string[] = [];
  /** What each effect does instead: nothing, die before or after it, or answer with a failure. */
  interfere: (effect: number) => "none" | "die-before" | "die-after" | "fail" = () => "none";
  effects = 0;
  trustsEveryone = false;
  diskIsFull = false;
  /** PostgreSQL says something else than yes or no. */
  isConfused = false;
  /** A second password that PostgreSQL takes. */
  alsoAccepted: string | undefined;
  running = new Set(["postgres", "redis"]);
  /** A client that does not come up with what it is given. */
  breaks: string | undefined;

  constructor() {
    for (const [service, secrets] of [
      ["postgres", ["POSTGRES_PASSWORD"]],
      ["redis", ["REDIS_PASSWORD"]],
      ["api", ["API_KEY"]],
      ["worker", ["POSTGRES_PASSWORD", "REDIS_PASSWORD", "API_KEY"]],
      ["web", ["POSTGRES_PASSWORD"]],
    ] as const)
      this.clients.set(service, { running: true, secrets, holds: new Map() });
  }

  /** Everything runs, and agrees. */
  begin(): void {
    this.postgresPassword = this.file("POSTGRES_PASSWORD");
    this.redisPassword = this.file("REDIS_PASSWORD");
    for (const client of this.clients.values()) this.load(client);
  }

  /** The value on the disk. */
  file(name: string): string {
    if (name === "API_KEY")
      return /^API_KEY=(.*)$/mu.exec(this.memory.text("/box/.env.development") ?? "")?.[1] ?? "";
    return this.memory.text(`${folder}/${name.toLowerCase()}`) ?? "";
  }

  /** It reads its configuration again. */
  restartRedis(): void {
    const configuration = this.memory.text(`${folder}/redis.conf`) ?? "";
    this.redisPassword = /requirepass (.*)/u.exec(configuration)?.[1] ?? "";
  }

  get journal(): string | undefined {
    return this.memory.text(`${folder}/rotation.jsonl`);
  }

  request(more: Partial<RotationRequest> = {}): RotationRequest {
    return {
      environment: "development",
      directory: "/box",
      specs,
      names: ["POSTGRES_PASSWORD", "REDIS_PASSWORD", "API_KEY"],
      stores: new Map([
        ["POSTGRES_PASSWORD", this.store("postgres")],
        ["REDIS_PASSWORD", this.store("redis")],
      ]),
      consumers: this.consumers,
      running: [...this.clients].flatMap(([service, { running }]) => (running ? [service] : [])),
      learn: (values) => this.learned.push(...values),
      tell: (event) => this.events.push("step" in event ? `${event.type} ${event.step}` : event.type),
      signal: new AbortController().signal,
      ...more,
    };
  }

  get world(): RotationWorld {
    const { memory } = this;
    return {
      files: {
        ...memory.files,
        writeAtomically: (...args) =>
          this.diskIsFull
            ? Promise.resolve(noSpace)
            : this.effect(() => memory.files.writeAtomically(...args), noSpace),
        appendLine: (...args) =>
          this.diskIsFull
            ? Promise.resolve(noSpace)
            : this.effect(() => memory.files.appendLine(...args), noSpace),
        remove: (...args) => this.effect(() => memory.files.remove(...args), noSpace),
      },
      random: memory.random,
      certificates: memory.certificates,
      clock: memory.clock,
      engine: this.engine,
    };
  }

  private readonly consumers: Consumers = {
    usersOf: (secret) => {
      const users = [...this.clients]
        .filter(([, { secrets }]) => secrets.includes(secret))
        .map(([service]) => service);
      return users;
    },
    stop: (services) =>
      this.effect<StepAnswer>(async () => {
        for (const service of services) this.client(service).running = false;
        return done;
      }, noEngine),
    start: (starts) =>
      this.effect<StepAnswer>(async () => {
        for (const { service } of starts) this.load(this.client(service));
        const broken = starts.find(({ service }) => service === this.breaks);
        return broken === undefined ? done : { kind: "failed", error: `${broken.service} exited with 1` };
      }, noEngine),
    accepts: async (secret, value) =>
      secret === "API_KEY" && this.client("api").holds.get(secret) === value ? "accepted" : "refused",
  };

  private readonly engine: RotationWorld["engine"] = {
    exec: (request) =>
      this.effect<EngineAnswer<ExecResult>>(async () => {
        this.execs.push(request);
        return { kind: "ok", value: this.exec(request) };
      }, noExec),
  };

  private store(kind: "postgres" | "redis"): StoreTarget {
    const locate = async () =>
      this.running.has(kind) ? { containerId: kind, address: "172.18.0.2" } : undefined;
    return { kind, service: kind, locate, volume: { volume: `${kind}-data`, volumeCreatedAt: "then" } };
  }

  private client(service: string): Client {
    return this.clients.get(service) ?? { running: false, secrets: [], holds: new Map() };
  }

  private load(client: Client): void {
    client.running = true;
    for (const store of ["postgres", "redis"])
      if (client === this.clients.get(store)) this.running.add(store);
    for (const secret of client.secrets) client.holds.set(secret, this.file(secret));
    if (client === this.clients.get("redis")) this.restartRedis();
  }

  private exec({ containerId, input, command }: ExecRequest): ExecResult {
    const [password = "", ...lines] = (input ?? "").split("\n");
    return containerId === "postgres"
      ? this.psql(command.join(" "), password, lines)
      : this.redisCli(password, lines);
  }

  private psql(script: string, password: string, lines: readonly string[]): ExecResult {
    if (this.isConfused)
      return exited(2, "", `psql: error: FATAL:  role does not exist, not with ${password}\n`);
    if (lines[0] === "\\password") {
      this.postgresPassword = lines[1] ?? "";
      return exited(0, "");
    }
    const isRight = this.trustsEveryone || [this.postgresPassword, this.alsoAccepted].includes(password);
    if (!script.includes("select 1")) return exited(3, "", "psql: what is this?");
    return isRight
      ? exited(0, "1\n")
      : exited(2, "", 'psql: error: FATAL:  password authentication failed for user "x"\n');
  }

  private redisCli(password: string, lines: readonly string[]): ExecResult {
    if (password !== this.redisPassword)
      return exited(
        0,
        "NOAUTH Authentication required.\n",
        "AUTH failed: WRONGPASS invalid username-password pair\n",
      );
    const next = /^CONFIG SET requirepass "(.*)"$/u.exec(lines[0] ?? "")?.[1];
    if (next === undefined) return exited(0, "PONG\n");
    this.redisPassword = next;
    return exited(0, "OK\n");
  }

  private async effect<T>(run: () => Promise<T>, failure: NoInfer<T>): Promise<T> {
    const what = this.interfere(this.effects++);
    if (what === "die-before") throw new Killed();
    if (what === "fail") return failure;
    const result = await run();
    if (what === "die-after") throw new Killed();
    return result;
  }
}

const noSpace = { kind: "failed", error: { code: "ENOSPC", reason: "no space left on device" } } as const;
const noEngine: StepAnswer = { kind: "failed", error: "the engine is gone" };
const noExec: EngineAnswer<never> = {
  kind: "failed",
  error: { kind: "unreachable", message: "the engine is gone" },
};

function exited(exitCode: number, stdout: string, stderr = ""): ExecResult {
  return { kind: "exited", exitCode, stdout, stderr };
}
