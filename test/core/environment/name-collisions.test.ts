import { describe, expect, it } from "vitest";
import { chooseEnvironment } from "../../../src/core/environment/choose-environment.ts";
import { chooseTarget } from "../../../src/features/test-run/choose-target.ts";
import { manifestSchema } from "../../../src/core/environment/manifest.ts";
import { everyCollision, namesOf } from "../../../src/core/environment/name-collisions.ts";
import { describeProblem } from "../../../src/core/environment/problem.ts";

function manifestOf(environments: Readonly<Record<string, readonly string[]>>) {
  const written = Object.entries(environments).map(([name, aliases]) => [
    name,
    { aliases, layers: ["a.yaml"] },
  ]);
  return manifestSchema.parse({ name: "shop", environments: Object.fromEntries(written) });
}

const { name: shop, environments } = manifestOf({});
const crossed = manifestOf({ staging: ["live", "s"], live: ["l"], demo: ["s", "d", "d"] });
const rehearsed = manifestOf({ demo: ["d"], "demo-rehearsal": ["dr"], live: [] });

function chosen(manifest: typeof crossed, word: string, rehearse = false): string {
  const answer = chooseEnvironment(manifest, word, { rehearse });
  return answer.kind === "ok" ? answer.value.name : answer.error.map(describeProblem).join();
}

describe("a name that means two environments", () => {
  it("is refused, and both are named", () => {
    expect(chosen(crossed, "live")).toMatch(/alias of staging/u);
    expect(chosen(crossed, "s")).toMatch(/alias of staging and demo/u);
  });

  it("leaves the other names of these environments as they are", () => {
    expect(["staging", "l", "demo", "d"].map((word) => chosen(crossed, word))).toEqual([
      "staging",
      "live",
      "demo",
      "demo",
    ]);
  });
});

describe("an environment named like another's rehearsal", () => {
  it("is refused by every name it has, and so is the rehearsal", () => {
    for (const said of [
      chosen(rehearsed, "demo-rehearsal"),
      chosen(rehearsed, "dr"),
      chosen(rehearsed, "demo", true),
      chosen(rehearsed, "d", true),
    ]) {
      expect(said).toMatch(/"demo-rehearsal" would be the rehearsal of demo/u);
    }
  });

  it("leaves the other one, and the rehearsals of others", () => {
    expect([chosen(rehearsed, "d"), chosen(rehearsed, "live", true)]).toEqual(["demo", "live"]);
  });

  it("is never what a test run tests or takes away", () => {
    const manifest = manifestSchema.parse({
      name: shop,
      environments: {
        ...environments,
        checks: { layers: ["c.yaml"], tests: { results: "results", against: "demo" } },
        demo: { layers: ["a.yaml"] },
        "demo-rehearsal": { layers: ["a.yaml"] },
      },
    });
    const tester = chooseEnvironment(manifest, "checks");
    if (tester.kind === "failed") throw new Error("no tester");
    const runs = new Set(["shop-demo-rehearsal"]);
    expect(chooseTarget(manifest, tester.value, "demo", runs)).toMatchObject({
      value: { kind: "not-running" },
    });
    expect(chooseTarget(manifest, tester.value, undefined, new Set())).toMatchObject({ kind: "failed" });
  });
});

it("all collisions of a manifest are told at once, each once", () => {
  expect(everyCollision(namesOf(crossed))).toHaveLength(2);
  expect(everyCollision(namesOf(rehearsed))).toHaveLength(1);
  expect(everyCollision(namesOf(manifestOf({ dev: ["d"], prod: ["p"] })))).toEqual([]);
});
