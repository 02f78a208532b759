import { expect } from "vitest";
import { up } from "../../src/cli/up.ts";
import type { Parts } from "../stage/behaviour.ts";
import { perform, stagedStack } from "../stage/staged-stack.ts";
import type { StagedStack, StageOptions } from "../stage/staged-stack.ts";

export const shop: Parts = {
  db: { behaves: { kind: "serves", afterMs: 500 } },
  job: {
    behaves: { kind: "ends", afterMs: 200, exitCode: 0 },
    after: { db: { condition: "service_healthy" } },
  },
  web: {
    behaves: { kind: "serves", afterMs: 100 },
    after: { job: { condition: "service_completed_successfully" } },
    extras: { display: "Web shop", url: { port: 8080, path: "/shop" } },
    config: {
      ports: [{ target: 8080, published: "8080", host_ip: "127.0.0.1", protocol: "tcp" }],
      mem_limit: "1073741824",
    },
  },
};

const network = {
  id: "net-id",
  name: "shop-demo_default",
  labels: { "com.docker.compose.project": "shop-demo", "com.docker.compose.network": "default" },
};

/** A stack that was started here. */
export async function started(options: StageOptions = {}, parts: Parts = shop): Promise<StagedStack> {
  const stack = stagedStack(parts, { ...options, engine: { networks: [network], ...options.engine } });
  const { outcome } = await perform(stack, up);
  expect(outcome).toEqual({ kind: "done" });
  return stack;
}

export const json = { options: { json: true } };
