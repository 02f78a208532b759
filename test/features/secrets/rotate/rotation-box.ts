import { rotate } from "../../../../src/features/secrets/rotate/command.ts";
import type { ExecRequest, ExecResult } from "../../../../src/world/engine/engine.ts";
import type { Parts } from "../../../stage/behaviour.ts";
import { perform } from "../../../stage/staged-stack.ts";
import type { Performed, Performing, StagedStack, StageOptions } from "../../../stage/staged-stack.ts";
import { started } from "../../started-shop.ts";

export const here = "/home/ann/project";
export const passwordFile = `${here}/secrets/demo/redis_password`;
export const envFile = `${here}/.env.demo`;
export const journalFile = `${here}/secrets/demo/rotation.jsonl`;
export const old = { password: "Vq7Zr2Lk9Ws4Xc6Bn1Mt8Hy3", key: "sk-Kd8Lw3Qz6Ru1Vy5Tn9Bx2Mf7Pa4" };

const serves = { kind: "serves", afterMs: 100 } as const;

const parts: Parts = {
  cache: { behaves: serves, extras: { kind: "redis" } },
  app: { behaves: serves, after: { cache: { condition: "service_healthy" } } },
  gate: {
    behaves: serves,
    after: { app: { condition: "service_healthy" } },
    layer: { environment: { API_KEY: "${API_KEY}" } },
  },
  page: { behaves: serves },
};

const manifest = {
  name: "shop",
  environments: { demo: { aliases: [], layers: ["compose.yaml"] } },
  secrets: {
    REDIS_PASSWORD: { kind: "password", file: "redis_password", services: ["cache", "app"] },
    API_KEY: { kind: "api-key", visible: "inspect", services: ["gate"] },
    SALT: { kind: "hex", file: "salt", immutable: true, describe: "data is encrypted with it" },
  },
};

/** What the Redis of the box does. */
interface Redis {
  password: string;
  /** It takes every password. */
  trustsEveryone: boolean;
  /** It says this to who wants to change its password. */
  refusal: string | undefined;
}

export interface RotationBox extends StagedStack {
  readonly redis: Redis;
  /** What the engine was told since, and the services that it was about. */
  readonly asked: () => readonly string[];
}

/** A stack that runs: a Redis with a password, an app that has it in a file, a gate that has a key in its environment. */
export async function rotationBox(options: StageOptions = {}): Promise<RotationBox> {
  const redis: Redis = { password: old.password, trustsEveryone: false, refusal: undefined };
  let written = (): string => old.password;
  const box = await started(
    {
      manifest,
      ...options,
      files: {
        [passwordFile]: { text: old.password, mode: 0o600 },
        [envFile]: { text: `API_KEY=${old.key}\n`, mode: 0o600 },
        ...options.files,
      },
      engine: { ...options.engine, exec: { cache: (request) => answerOf(redis, request) } },
      onStart: (service) => {
        // it reads its file each time it starts
        if (service === "cache") redis.password = written();
        options.onStart?.(service);
      },
    },
    parts,
  );
  written = () => box.world.files.textAt(passwordFile) ?? old.password;
  const before = box.world.engine.calls.length;
  const asked = (): readonly string[] =>
    box.world.engine.calls.slice(before).map((call) => call.replace(/-1-\d+( .*)?$/u, ""));
  return { ...box, redis, asked };
}

function answerOf(redis: Redis, { input }: ExecRequest): ExecResult {
  const exited = (stdout: string): ExecResult => ({ kind: "exited", exitCode: 0, stdout, stderr: "" });
  // its health check
  if (input === undefined) return exited("PONG");
  const [password, command = ""] = input.split("\n");
  if (password !== redis.password && !redis.trustsEveryone) return exited("NOAUTH Authentication required.");
  const next = /^CONFIG SET requirepass "(.*)"$/u.exec(command)?.[1];
  if (next === undefined) return exited("PONG");
  if (redis.refusal !== undefined) return exited(redis.refusal);
  redis.password = next;
  return exited("OK");
}

/** `stack secrets rotate demo <names>`. */
export function runRotate(
  box: Pick<StagedStack, "world">,
  names: readonly string[] = [],
  performing: Performing = {},
): Promise<Performed> {
  return perform(box, rotate, { ...performing, words: ["demo", ...names] });
}
