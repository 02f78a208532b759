import { postgres } from "./debian-images.ts";

type Written = Readonly<Record<string, unknown>>;

/** PostgreSQL with its rows on the volume `rows`, its password from `storeSecrets`. */
export function postgresService(rows: string, more: Written = {}): Written {
  return {
    image: postgres,
    environment: { POSTGRES_USER: "multimodal", POSTGRES_PASSWORD_FILE: "/run/secrets/postgres_password" },
    secrets: ["postgres_password"],
    volumes: [`${rows}:/var/lib/postgresql/data`],
    healthcheck: {
      test: ["CMD", "/usr/lib/postgresql/15/bin/pg_isready", "-q", "-h", "127.0.0.1"],
      interval: "30s",
      start_period: "30s",
    },
    "x-stack": { kind: "postgres" },
    ...more,
  };
}

/** Of a Compose file with PostgreSQL and Redis: where their passwords lie. */
export const storeSecrets: Written = {
  postgres_password: { file: "./secrets/demo/postgres_password" },
  redis_password: { file: "./secrets/demo/redis_password" },
  "redis.conf": { file: "./secrets/demo/redis.conf" },
};
