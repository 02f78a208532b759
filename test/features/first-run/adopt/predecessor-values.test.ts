import { describe, expect, it } from "vitest";
import { predecessorValues } from "../../../../src/features/first-run/adopt/predecessor-values.ts";
import type { StoreWork } from "../../../../src/features/backup/stores/store-work.ts";
import { composed } from "../../../core/ownership/things.ts";
import { exited } from "../../../world/fake-processes.ts";
import { fakeWorld } from "../../../world/fake-world.ts";

const theirs = "/home/ann/llm-multimodal-stack";

async function workWith(
  environments: Readonly<Record<string, readonly string[]>>,
  env: string,
): Promise<StoreWork> {
  const world = fakeWorld({
    processes: Object.entries(environments).map(([id, lines]) => ({
      command: "docker",
      including: ["inspect", id],
      result: exited(JSON.stringify(lines)),
    })),
    files: { [`${theirs}/.env`]: { text: env } },
  });
  const engine = await world.engine.ping(1_000);
  if (engine.kind === "failed") throw new Error(engine.error.message);
  return { world, engine: engine.value, signal: new AbortController().signal };
}

function container(service: string) {
  const { labels, ...rest } = composed(service);
  return { ...rest, labels: { ...labels, "com.docker.compose.project.working_dir": theirs } };
}

describe("the predecessor's secrets", () => {
  it("are what its containers have, quotes and all, whatever its env file says since", async () => {
    const work = await workWith(
      { "postgres-id": ['POSTGRES_PASSWORD="in=quotes"', "POSTGRES_USER=postgres"], "n8n-id": ["PATH=/bin"] },
      "POSTGRES_PASSWORD=made-since\nN8N_ENCRYPTION_KEY=from-the-file\n",
    );
    const values = await predecessorValues(work, [container("postgres"), container("n8n")], "/box");
    expect([...values]).toEqual([
      ["POSTGRES_PASSWORD", '"in=quotes"'],
      ["N8N_ENCRYPTION_KEY", "from-the-file"],
    ]);
  });

  it("are told by another service where their own is gone, and are none where they are empty", async () => {
    const work = await workWith({ "litellm-id": ["POSTGRES_PASSWORD=of-litellm", "LITELLM_SALT_KEY="] }, "");
    const values = await predecessorValues(work, [container("litellm")], "/box");
    expect([...values]).toEqual([["POSTGRES_PASSWORD", "of-litellm"]]);
  });
});
