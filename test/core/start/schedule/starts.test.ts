import { describe, expect, test } from "vitest";
import { isToBegin } from "../../../../src/core/start/schedule/start-queue.ts";

describe("what waits for its turn to be started", () => {
  test("is what does not run yet: what is kept never begins, and nobody is held back for it", () => {
    expect(isToBegin({ action: { kind: "create" } })).toBe(true);
    expect(isToBegin({ action: { kind: "recreate", why: "its image changed" } })).toBe(true);
    expect(isToBegin({ action: { kind: "start", containers: [] } })).toBe(true);
    expect(isToBegin({ action: { kind: "keep", containers: [] } })).toBe(false);
    expect(isToBegin({ action: { kind: "done" } })).toBe(false);
  });
});
