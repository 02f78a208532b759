import { expect, test } from "vitest";
import { answered, factsFrom } from "../../../src/core/proof/container-facts.ts";
import { fakeContainer } from "../../world/fake-container.ts";

const asks = (awaiting: string, output = "", exitCode?: number) => ({ awaiting, output, exitCode });

test("what the engine's check printed before anything was asked stays, until the check is asked and says otherwise", () => {
  const end = new Date(0);
  const health = {
    status: "unhealthy",
    failingStreak: 3,
    log: [{ start: end, end, exitCode: 3, output: "no such table" }],
  } as const;
  const facts = factsFrom(fakeContainer({ project: "p", service: "web", state: "running", health }), 0, 0);
  const asked = { ...facts, ...answered(facts, asks("its health check")) };
  expect(asked).toMatchObject({
    awaiting: "its health check",
    checkOutput: "no such table",
    checkExitCode: 3,
  });
  const again = { ...asked, ...answered(asked, asks("its health check", "still none", 4)) };
  expect(again).toMatchObject({ checkOutput: "still none", checkExitCode: 4 });
});

test("what one step said is no answer of the next", () => {
  const facts = factsFrom(fakeContainer({ project: "p", service: "web" }), 0, 0);
  const refused = { ...facts, ...answered(facts, asks("its health check", "not yet", 1)) };
  const next = { ...refused, ...answered(refused, asks("GET /")) };
  expect(next).toMatchObject({ awaiting: "GET /", checkOutput: "", checkExitCode: undefined });
});
