import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { urgencies } from "../../../../src/core/start/schedule/start-queue.ts";

interface Given {
  readonly name: string;
  readonly dependencies: readonly {
    readonly service: string;
    readonly condition: "service_healthy";
    readonly required: boolean;
    readonly restart: boolean;
  }[];
}

function service(name: string, ...dependsOn: readonly string[]): Given {
  const condition = "service_healthy" as const;
  return {
    name,
    dependencies: dependsOn.map((each) => ({ service: each, condition, required: true, restart: false })),
  };
}

describe("what is urgent", () => {
  test("is what the longest chain waits for", () => {
    const given = [service("page"), service("store"), service("worker", "store"), service("proxy", "worker")];
    const known = urgencies(given, {});
    expect([...known].toSorted(([, one], [, other]) => other - one).map(([name]) => name)).toEqual([
      "store",
      "worker",
      "page",
      "proxy",
    ]);
  });

  test("is what took long the last time, though little waits for it", () => {
    const given = [service("store"), service("worker", "store"), service("model")];
    const known = urgencies(given, { model: 60_000 });
    expect(known.get("model")).toBeGreaterThan(known.get("store") ?? Infinity);
  });

  test("is never less than what waits for it", () => {
    const graph = fc
      .array(fc.tuple(fc.nat(), fc.nat({ max: 90_000 })), { minLength: 1, maxLength: 30 })
      .map((rows) =>
        rows.map(([pick, ms], index) => ({
          ...service(String(index), ...(index === 0 ? [] : [String(pick % index)])),
          ms,
        })),
      );
    fc.assert(
      fc.property(graph, (services) => {
        const known = urgencies(services, Object.fromEntries(services.map(({ name, ms }) => [name, ms])));
        for (const { name, dependencies } of services)
          for (const { service: needed } of dependencies)
            expect(known.get(needed)).toBeGreaterThanOrEqual(known.get(name) ?? NaN);
      }),
    );
  });
});
