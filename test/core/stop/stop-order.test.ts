import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { dependenciesFromLabels, stopOrder } from "../../../src/core/stop/stop-order.ts";
import type { Stoppable } from "../../../src/core/stop/stop-order.ts";

function service(name: string, ...dependsOn: readonly string[]): Stoppable {
  return { service: name, dependsOn, isStore: false };
}

function store(name: string, ...dependsOn: readonly string[]): Stoppable {
  return { service: name, dependsOn, isStore: true };
}

describe("the order of stopping", () => {
  it("is that of starting, turned round, together where nobody waits for anybody", () => {
    const levels = stopOrder([
      service("web", "api", "auth"),
      service("api", "db"),
      service("auth", "db"),
      store("db"),
    ]);
    expect(levels).toEqual([["web"], ["api", "auth"], ["db"]]);
  });

  it("leaves stores to the end, also those that nobody declared to need", () => {
    expect(stopOrder([store("db"), service("job"), service("web", "api"), service("api")])).toEqual([
      ["job", "web"],
      ["api"],
      ["db"],
    ]);
  });

  it("stops a store before what it needs itself", () => {
    expect(stopOrder([store("db", "disk"), service("disk"), service("web")])).toEqual([
      ["web"],
      ["db"],
      ["disk"],
    ]);
  });

  it("ends with a cycle, which only labels can make", () => {
    expect(stopOrder([service("a", "b"), service("b", "a")])).toEqual([["a", "b"]]);
  });

  it("stops everything once, nothing before what needs it, and no store before what is none", () => {
    const graphs = fc
      .array(fc.tuple(fc.boolean(), fc.array(fc.nat(9), { maxLength: 3 })), { maxLength: 10 })
      .map((rows) =>
        rows.map(([isStore, needs], index) => ({
          service: `s${String(index)}`,
          // only earlier ones, and stores only stores: no cycle
          dependsOn: needs
            .filter((need) => need < index && (!isStore || rows[need]?.[0] === true))
            .map((need) => `s${String(need)}`),
          isStore,
        })),
      );
    fc.assert(
      fc.property(graphs, (services) => {
        const levels = stopOrder(services);
        const at = (name: string): number => levels.findIndex((level) => level.includes(name));
        expect(levels.flat().toSorted()).toEqual(services.map((each) => each.service).toSorted());
        for (const each of services) {
          for (const need of each.dependsOn) expect(at(need)).toBeGreaterThan(at(each.service));
        }
        const others = services.filter(({ isStore }) => !isStore).map((each) => at(each.service));
        for (const each of services.filter(({ isStore }) => isStore)) {
          expect(at(each.service)).toBeGreaterThan(Math.max(-1, ...others));
        }
      }),
    );
  });
});

describe("what Compose wrote of a container's dependencies", () => {
  it("is read as names", () => {
    const labels = { "com.docker.compose.depends_on": "db:service_healthy:false,redis:service_started:true" };
    expect(dependenciesFromLabels(labels)).toEqual(["db", "redis"]);
    expect(dependenciesFromLabels({ "com.docker.compose.depends_on": "" })).toEqual([]);
    expect(dependenciesFromLabels({})).toEqual([]);
  });
});
