import { describe, expect, test } from "vitest";
import type { ConnectAnswer } from "../../../src/world/network/network.ts";
import { settle } from "../../world/fake-clock.ts";
import { watching } from "./watching.ts";

describe("a container with several ports", () => {
  test.each([
    ["first", [8080, 8443]],
    ["last", [8443, 8080]],
    ["in the middle of a range", [8078, 8079, 8080, 8081]],
  ])("is proven by whichever of its ports answers, written %s", async (_, tcpPorts) => {
    let open: ConnectAnswer = "refused";
    const refused = (): ConnectAnswer => "refused";
    const { world, last, stop } = await watching({
      rules: { tcpPorts },
      connect: () => open,
      connects: { 8078: refused, 8079: refused, 8081: refused, 8443: refused },
    });
    await world.clock.advance(5_000);
    expect(last()?.facts.proven).toBeUndefined();
    open = "open";
    await world.clock.advance(2_000);
    expect(last()?.facts.proven).toMatchObject({ by: "port 8080" });
    await stop();
  });

  test("does not wait for a port whose packets vanish while another answers", async () => {
    const { last, stop } = await watching({
      rules: { tcpPorts: [8443, 8080] },
      connect: () => "open",
      connects: { 8443: async () => new Promise(() => undefined) },
    });
    await settle();
    expect(last()?.facts.proven).toMatchObject({ by: "port 8080" });
    await stop();
  });
});
