import { expect, test } from "vitest";
import * as z from "zod";
import { askQdrant } from "../../../../src/features/backup/stores/qdrant-client.ts";
import { fakeContainer } from "../../../world/fake-container.ts";
import { fakeWorld } from "../../../world/fake-world.ts";

const schema = z.object({ result: z.number() });

async function ask(raw: string): ReturnType<typeof askQdrant<z.infer<typeof schema>>> {
  const container = fakeContainer({ project: "p", service: "qdrant", state: "running" });
  const exec = { qdrant: () => ({ kind: "exited", exitCode: 0, stdout: raw, stderr: "" }) as const };
  const world = fakeWorld({ engine: { containers: [container], exec } });
  const engine = await world.engine.ping(1_000);
  if (engine.kind === "failed") throw new Error(engine.error.message);
  const work = { world, engine: engine.value, signal: new AbortController().signal };
  return askQdrant(work, container.id, { method: "GET", path: "/count" }, schema);
}

const head = (length: number): string => `HTTP/1.0 200 OK\r\nContent-Length: ${String(length)}\r\n\r\n`;
const body = '{"result": 12}';

test("an answer that is whole is read, and one whose connection ended before it did is not, though it parses", async () => {
  expect(await ask(head(body.length) + body)).toEqual({ kind: "ok", value: { result: 12 } });
  expect(await ask(`HTTP/1.0 200 OK\r\n\r\n${body}`)).toEqual({ kind: "ok", value: { result: 12 } });
  expect(await ask(head(body.length + 40) + body)).toMatchObject({
    kind: "failed",
    error: expect.stringContaining("ended before the answer did"),
  });
});
