import { expect, test } from "vitest";
import { chooseEnvironment } from "../../../src/core/environment/choose-environment.ts";
import { chooseTarget } from "../../../src/features/test-run/choose-target.ts";
import { manifestSchema } from "../../../src/core/environment/manifest.ts";

const manifest = manifestSchema.parse({
  name: "shop",
  environments: {
    checks: { layers: ["c.yaml"], tests: { results: "results", against: "dev" } },
    staging: { layers: ["s.yaml"] },
    development: { layers: ["d.yaml"], aliases: ["dev"] },
  },
});

function choose(asked: string | undefined, ...running: readonly string[]) {
  const tester = chooseEnvironment(manifest, "checks");
  if (tester.kind === "failed") throw new Error("no such environment");
  return chooseTarget(manifest, tester.value, asked, new Set(running));
}

function runs(environment: string, project: string, rehearsal: boolean) {
  return { kind: "ok", value: { kind: "runs", environment, project, rehearsal } };
}

test("the environment that runs, whichever it is", () => {
  expect(choose(undefined, "shop-staging", "other-development")).toEqual(
    runs("staging", "shop-staging", false),
  );
});

test("the declared one before others, the real one before a rehearsal", () => {
  expect(choose(undefined, "shop-staging", "shop-development")).toEqual(
    runs("development", "shop-development", false),
  );
  expect(choose(undefined, "shop-development-rehearsal", "shop-staging")).toEqual(
    runs("staging", "shop-staging", false),
  );
  expect(choose("dev", "shop-development-rehearsal", "shop-development")).toEqual(
    runs("development", "shop-development", false),
  );
});

test("where nothing runs, a rehearsal of the declared one is to be started", () => {
  expect(choose(undefined, "shop-checks")).toEqual({
    kind: "ok",
    value: { kind: "to-rehearse", environment: "development", project: "shop-development-rehearsal" },
  });
});

test("one that was asked for and does not run is never rehearsed unasked", () => {
  expect(choose("staging", "shop-development")).toEqual({
    kind: "ok",
    value: { kind: "not-running", environment: "staging" },
  });
});

test("an unknown one, and one that tests others itself, are refused with those that can be named", () => {
  expect(choose("stagin")).toMatchObject({ error: [{ fix: 'did you mean "staging"?' }] });
  expect(choose("checks")).toMatchObject({ error: [{ fix: "use one of staging, development" }] });
});
