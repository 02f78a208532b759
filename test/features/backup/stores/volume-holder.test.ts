import { expect, test } from "vitest";
import { withVolumeHolder } from "../../../../src/features/backup/stores/volume-holder.ts";
import { exited } from "../../../world/fake-processes.ts";
import { fakeWorld } from "../../../world/fake-world.ts";

test("a volume's holder that is being made when the run is interrupted is made to its end, and taken away", async () => {
  const interruption = new AbortController();
  const made: (boolean | undefined)[] = [];
  const world = fakeWorld({
    processes: [
      {
        command: "docker",
        including: ["create"],
        result: ({ signal }) => {
          interruption.abort();
          made.push(signal?.aborted);
          return exited("id");
        },
      },
      { command: "docker", including: ["rm", "stack-holds-shop_data"], result: exited("") },
    ],
  });
  const engine = await world.engine.ping(1_000);
  if (engine.kind === "failed") throw new Error(engine.error.message);
  const work = { world, engine: engine.value, signal: interruption.signal };
  let uses = 0;
  const answer = await withVolumeHolder(work, { volume: "shop_data", image: "shop" }, async () => {
    uses += 1;
    return { kind: "done" };
  });
  expect([answer, made, uses]).toEqual([{ kind: "failed", error: "interrupted" }, [false], 0]);
  expect(world.processes.requests.map(({ args }) => args[args.includes("--host") ? 2 : 0])).toEqual([
    "rm",
    "create",
    "rm",
  ]);
  expect(world.processes.requests.at(-1)?.signal?.aborted).toBe(false);
});
