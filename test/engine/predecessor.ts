import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { startProgram } from "../program/run-program.ts";
import type { Ended, RunningProgram } from "../program/run-program.ts";
import { ensurePostgres, ensureRedis, postgres, redis } from "./debian-images.ts";
import { busybox, ensureBusybox } from "./images.ts";
import { secondEngine } from "./second-engine.ts";
import type { SecondEngine } from "./second-engine.ts";
import { answers } from "./services.ts";

/** On an engine of its own: its containers have fixed names, which nobody else on a shared one may meet. */
export interface PredecessorBox extends AsyncDisposable {
  /** The project of the environment that takes over. */
  readonly heir: string;
  readonly folder: string;
  /** Its engine. */
  readonly host: string;
  stack(...words: readonly string[]): Promise<Ended>;
  start(...words: readonly string[]): RunningProgram;
  docker(words: readonly string[], input?: string): Promise<string>;
  /** Every file of the predecessor's volumes, with owner, rights, time and content. */
  originals(): Promise<string>;
}

/** What it was initialised with; its env file has another one, as after each of its starts. */
export const oldPassword = "S3cr3t-of-the-predecessor";

const database = { image: postgres, stop_signal: "SIGINT" };
const isReady = {
  test: ["CMD", "/usr/lib/postgresql/15/bin/pg_isready", "-q", "-h", "127.0.0.1"],
  interval: "1s",
  start_period: "120s",
};

/** As its Compose file names things. */
const predecessor = {
  services: {
    postgres: {
      ...database,
      container_name: "multimodal-postgres",
      environment: { POSTGRES_PASSWORD: oldPassword },
      entrypoint: [
        "sh",
        "-c",
        'printf %s "$$POSTGRES_PASSWORD" > /tmp/it; export POSTGRES_PASSWORD_FILE=/tmp/it; exec /entry',
      ],
      volumes: ["postgres_data:/var/lib/postgresql/data"],
      healthcheck: isReady,
    },
    redis: {
      image: redis,
      container_name: "multimodal-redis",
      command: ["redis-server", "--dir", "/data", "--appendonly", "yes"],
      volumes: ["redis_data:/data"],
    },
    minio: { ...answers(), container_name: "multimodal-minio", volumes: ["minio_data:/data"] },
  },
  networks: { default: { name: "llm-multimodal-stack_multimodal-net" } },
  volumes: { postgres_data: {}, redis_data: {}, minio_data: {} },
};

/** Volumes under names of its own, as the shipped stack has them. */
const heir = {
  services: {
    postgres: {
      ...database,
      image: `\${POSTGRES_IMAGE:-${postgres}}`,
      environment: { POSTGRES_PASSWORD_FILE: "/run/secrets/postgres_password" },
      secrets: ["postgres_password"],
      volumes: ["postgres-15-data:/var/lib/postgresql/data"],
      healthcheck: isReady,
      "x-stack": { kind: "postgres" },
    },
    redis: {
      image: redis,
      // as its official image does
      entrypoint: ["sh", "-c", "chown -R redis:redis /data && exec /entry /run/secrets/redis.conf"],
      secrets: ["redis.conf"],
      volumes: ["redis-7-data:/data"],
      healthcheck: { test: ["CMD-SHELL", "redis-cli ping | grep -q -e PONG -e NOAUTH"], interval: "1s" },
      "x-stack": { kind: "redis" },
    },
    minio: answers({ volumes: ["minio-data:/data"], "x-stack": { kind: "s3" } }),
  },
  volumes: { "postgres-15-data": {}, "redis-7-data": {}, "minio-data": {} },
  secrets: {
    postgres_password: { file: "./secrets/development/postgres_password" },
    "redis.conf": { file: "./secrets/development/redis.conf" },
  },
};

const manifest = {
  name: "heir",
  environments: { development: { layers: ["compose.yaml"] } },
  secrets: {
    POSTGRES_PASSWORD: { kind: "password", file: "postgres_password", mode: "0444" },
    REDIS_PASSWORD: {
      kind: "password",
      file: "redis_password",
      mode: "0444",
      derived: { "redis.conf": "bind 0.0.0.0\nrequirepass {value}\nappendonly yes\ndir /data\n" },
    },
  },
};

/** A predecessor that runs and holds rows, keys and files; and beside it a folder with a development of our own. */
export async function predecessorBox(): Promise<PredecessorBox> {
  await Promise.all([ensurePostgres(), ensureRedis(), ensureBusybox()]);
  const engine = await secondEngine();
  const root = await mkdtemp(join(tmpdir(), "stack-adopt-"));
  const box = boxIn(root, engine);
  try {
    for (const image of [postgres, redis, busybox]) await bringImage(box, image);
    await write(join(box.folder, "stack.yaml"), manifest);
    await write(join(box.folder, "compose.yaml"), heir);
    const old = join(root, "llm-multimodal-stack");
    await write(join(old, "compose.yaml"), predecessor);
    await writeFile(join(old, ".env"), "POSTGRES_PASSWORD=written-since-and-never-used\n");
    const env = { DOCKER_HOST: engine.host };
    await execa("docker", ["compose", "up", "-d", "--wait"], { cwd: old, env });
    await fill(box.docker);
    return box;
  } catch (error) {
    await box[Symbol.asyncDispose]();
    throw error;
  }
}

function boxIn(root: string, engine: SecondEngine): PredecessorBox {
  const folder = join(root, "box");
  const environment = { DOCKER_HOST: engine.host };
  const start = (...words: readonly string[]): RunningProgram =>
    startProgram({ words, directory: folder, environment });
  return {
    heir: "heir-development",
    folder,
    host: engine.host,
    start,
    stack: (...words) => start(...words).ended,
    docker: async (words, input = "") => (await execa("docker", words, { env: environment, input })).stdout,
    originals: async () => {
      const list = `cd ${engine.folder}/data/volumes && find llm-multimodal-stack_* -printf '%p %y %U %G %m %s %T@ %l\\n' | sort
        find llm-multimodal-stack_* -type f -print0 | sort -z | xargs -0 sha256sum`;
      return (await execa("sh", ["-c", list])).stdout;
    },
    [Symbol.asyncDispose]: async () => {
      await engine[Symbol.asyncDispose]();
      await rm(root, { recursive: true, force: true });
    },
  };
}

/** As official images have it: whatever is made of one has a volume without a name. */
async function bringImage({ docker, host }: PredecessorBox, image: string): Promise<void> {
  await execa("sh", ["-c", 'docker save "$0" | docker --host "$1" load', image, host]);
  const made = await docker(["create", image]);
  await docker(["commit", "--change", "VOLUME /scratch", made, image]);
  await docker(["rm", "--volumes", made]);
}

async function write(path: string, content: unknown): Promise<void> {
  await mkdir(join(path, ".."), { recursive: true });
  // JSON is YAML
  await writeFile(path, JSON.stringify(content, undefined, 2));
}

async function fill(docker: PredecessorBox["docker"]): Promise<void> {
  const psql = ["psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-U", "postgres", "-d", "postgres"];
  await docker(
    ["exec", "-i", "multimodal-postgres", ...psql],
    "create table pages as select g as id, md5(g::text) as body from generate_series(1, 50000) g; create index on pages (body);",
  );
  const keys = Array.from({ length: 500 }, (_, index) => `set key:${String(index)} value-${String(index)}`);
  await docker(["exec", "-i", "multimodal-redis", "redis-cli"], keys.join("\n"));
  const line = `mkdir -p /data/bucket/deep; head -c 150000000 /dev/urandom > /data/bucket/deep/blob; ln -s deep/blob /data/bucket/link
    echo x > /data/bucket/x; chown -R 1000:1001 /data/bucket; chmod 0710 /data/bucket/deep; chmod 4755 /data/bucket/x; chown 65534:65534 /data`;
  await docker(["exec", "multimodal-minio", "sh", "-c", line]);
}

/** What the environment that took over answers to its own clients, from the network and with its own secrets. */
export async function heldByHeir({ docker, heir: project }: PredecessorBox): Promise<string> {
  const sql = "select count(*), md5(string_agg(id || body, ',' order by id)) from pages";
  const psql = `PGPASSWORD=$(cat /run/secrets/postgres_password) psql -w -X -A -t -h "$(hostname -i)" -U postgres -d postgres -c "${sql}"`;
  const password = "$(sed -n 's/^requirepass //p' /run/secrets/redis.conf)";
  const redisCli = `export REDISCLI_AUTH=${password}; redis-cli dbsize; redis-cli get key:77; redis-cli get key:499`;
  const files =
    "cd /data; find . | sort | xargs ls -lnd | awk '{print $1, $3, $4, $NF}'; find . -type f | sort | xargs sha256sum";
  const answered = await Promise.all([
    docker(["exec", `${project}-postgres-1`, "sh", "-c", psql]),
    docker(["exec", `${project}-redis-1`, "sh", "-c", redisCli]),
    docker(["exec", `${project}-minio-1`, "sh", "-c", files]),
  ]);
  return answered.join("\n--\n");
}

/** The same, asked of the predecessor while it still runs. */
export async function heldByPredecessor({ docker }: PredecessorBox): Promise<string> {
  const sql = "select count(*), md5(string_agg(id || body, ',' order by id)) from pages";
  const files =
    "cd /data; find . | sort | xargs ls -lnd | awk '{print $1, $3, $4, $NF}'; find . -type f | sort | xargs sha256sum";
  const answered = await Promise.all([
    docker(["exec", "multimodal-postgres", "psql", "-X", "-A", "-t", "-U", "postgres", "-c", sql]),
    docker([
      "exec",
      "multimodal-redis",
      "sh",
      "-c",
      "redis-cli dbsize; redis-cli get key:77; redis-cli get key:499",
    ]),
    docker(["exec", "multimodal-minio", "sh", "-c", files]),
  ]);
  return answered.join("\n--\n");
}
