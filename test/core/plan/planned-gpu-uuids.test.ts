import { expect, test } from "vitest";
import { plannedGpuUuids } from "../../../src/core/plan/gpu-needs.ts";
import { card, decide } from "../preflight/gpu/gpu-card.ts";
import { preparedFrom } from "./prepared-from.ts";

const gpu = decide({ gpus: [card(0), card(1), card(2)] });

async function uuidsFor(device: Readonly<Record<string, unknown>>): Promise<readonly string[]> {
  const devices = [{ driver: "nvidia", capabilities: ["gpu"], ...device }];
  const { services } = await preparedFrom({
    services: { vllm: { image: "vllm", deploy: { resources: { reservations: { devices } } } } },
    gpu,
  });
  return services.flatMap((service) => plannedGpuUuids(service, gpu));
}

test("cards asked for by UUID or by index are those that must be seen", async () => {
  expect(await uuidsFor({ device_ids: ["GPU-2", "GPU-0"] })).toEqual(["GPU-0", "GPU-2"]);
  expect(await uuidsFor({ device_ids: ["1"] })).toEqual(["GPU-1"]);
});

test("a count leaves the choice to the engine, and a card that is not here is nobody's", async () => {
  expect(await uuidsFor({ count: 2 })).toEqual([]);
  expect(await uuidsFor({ device_ids: ["GPU-9"] })).toEqual([]);
});
