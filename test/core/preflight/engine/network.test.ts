import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { judgeNetworks } from "../../../../src/core/preflight/engine/network.ts";
import type { NetworkNeeds, WantedAddress } from "../../../../src/core/preflight/engine/network.ts";
import { contains, overlaps, parseSubnet } from "../../../../src/core/preflight/engine/subnet.ts";
import type { NetworkSummary } from "../../../../src/world/engine/engine.ts";

const net = (name: string, ...subnets: readonly string[]): NetworkSummary => ({
  id: `${name}-id`,
  name,
  labels: {},
  subnets,
});
const own = (name: string, ...subnets: readonly string[]) => ({ name, external: false, subnets });
const external = (name: string) => ({ name, external: true, subnets: [] });
const at = (service: string, address: string, replicas = 1): WantedAddress => ({
  service,
  network: "n",
  address,
  replicas,
});

function judge(needs: Partial<NetworkNeeds>, ...found: readonly NetworkSummary[]) {
  return judgeNetworks({ networks: [], addresses: [], ...needs }, { kind: "ok", value: found });
}

describe("the networks of a plan", () => {
  it("are well where those of others are there and the others have room", () => {
    const networks = [external("proxy"), own("n", "10.77.0.0/24"), own("m")];
    expect(judge({ networks }, net("proxy", "172.20.0.0/16"), net("bridge", "172.17.0.0/16"))).toEqual([]);
  });

  it("that others make and that are not there are named, with how to make them", () => {
    const found = judge({ networks: [external("proxy"), external("db")] }, net("db"));
    expect(found).toMatchObject([{ id: "network.missing", status: "fail", data: { network: "proxy" } }]);
    expect(found[0]?.fix).toContain("docker network create proxy");
  });

  it("that overlap another's are named with both ranges", () => {
    const found = judge({ networks: [own("n", "10.77.3.0/24")] }, net("shop_default", "10.77.0.0/16"));
    expect(found).toMatchObject([{ id: "network.overlap", status: "fail" }]);
    expect(found[0]?.title).toBe(
      "the network n wants 10.77.3.0/24, which overlaps 10.77.0.0/16 of the network shop_default",
    );
  });

  it.each(["bridge", "host", "none"])(
    "that overlap the engine's own %s are not helped by removing it",
    (name) => {
      const found = judge({ networks: [own("n", "172.17.8.0/24")] }, net(name, "172.17.0.0/16"));
      expect(found).toMatchObject([
        { id: "network.overlap", fix: "give it another subnet in the Compose file" },
      ]);
    },
  );

  it("that stand already have their room", () => {
    expect(judge({ networks: [own("n", "10.77.0.0/24")] }, net("n", "10.77.0.0/24"))).toEqual([]);
  });

  it("that overlap each other are named before the engine is asked", () => {
    const networks = [own("n", "10.77.0.0/24"), own("m", "10.77.0.128/25")];
    const failure = { kind: "unreachable", message: "no" } as const;
    expect(judgeNetworks({ networks, addresses: [] }, { kind: "failed", error: failure })).toMatchObject([
      { id: "network.overlap", data: { network: "n", other: "m" } },
    ]);
  });
});

describe("a fixed address", () => {
  const networks = [own("n", "10.77.0.0/24", "fd00:77::/64")];

  it.each([
    ["two services", [at("a", "10.77.0.2"), at("b", "10.77.0.2")], "a and b both want the address 10.77.0.2"],
    ["two replicas", [at("a", "10.77.0.2", 2)], "the 2 replicas of a all want the address 10.77.0.2"],
    ["nobody, being none of its network's", [at("a", "10.78.0.2")], "a wants the address 10.78.0.2"],
    ["nobody, being none of its network's (IPv6)", [at("a", "fd00:78::2")], "a wants the address fd00:78::2"],
  ])("can be that of one: %s", (_, addresses, title) => {
    const found = judge({ networks, addresses });
    expect(found).toMatchObject([{ id: "network.address", status: "fail" }]);
    expect(found[0]?.title).toContain(title);
    expect(found[0]?.title).not.toMatch(/port/u);
  });

  it("is well where it is its own, and in the network", () => {
    const addresses = [at("a", "10.77.0.2"), at("b", "10.77.0.3"), at("c", "fd00:77::2")];
    expect(judge({ networks, addresses })).toEqual([]);
  });
});

describe("subnets", () => {
  const address = fc.ipV4();
  const subnet = fc.tuple(address, fc.integer({ min: 0, max: 32 })).map(([ip, bits]) => `${ip}/${bits}`);

  it("overlap exactly when one holds the other's first address", () => {
    fc.assert(
      fc.property(subnet, subnet, (one, other) => {
        const [first, second] = [parseSubnet(one), parseSubnet(other)];
        if (first === undefined || second === undefined) throw new Error("no subnet");
        const expected =
          (first.first >= second.first && first.first <= second.last) ||
          (second.first >= first.first && second.first <= first.last);
        expect(overlaps(first, second)).toBe(expected);
        expect(overlaps(second, first)).toBe(expected);
      }),
    );
  });

  it("hold the address that they are written with, in both families", () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.ipV4(),
          fc.ipV6().filter((ip) => !ip.includes(".")),
        ),
        fc.nat(32),
        (ip, bits) => {
          const found = parseSubnet(`${ip}/${bits}`);
          expect(found !== undefined && contains(found, ip)).toBe(true);
        },
      ),
    );
  });

  it.each(["", "10.0.0.0", "10.0.0.0/33", "10.0.0/8", "10.0.0.256/8", "::1::/64", "fd00::/129", "x/8"])(
    "are not read from %j",
    (text) => {
      expect(parseSubnet(text)).toBeUndefined();
    },
  );
});
