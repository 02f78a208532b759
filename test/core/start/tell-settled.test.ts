import { describe, expect, it } from "vitest";
import type { Happening } from "../../../src/core/events/event.ts";
import { settledOnce } from "../../../src/core/start/service-teller.ts";

const settled = (service: string, state: "ready" | "failed"): Happening => ({
  type: "service-settled",
  service,
  state,
  readyMs: undefined,
  restarts: 0,
  reason: undefined,
  detail: "",
});

function heard(...told: readonly Happening[]): readonly Happening[] {
  const all: Happening[] = [];
  const tell = settledOnce((happening) => void all.push(happening));
  for (const happening of told) tell(happening);
  return all;
}

describe("settledOnce", () => {
  it("says once how a service ended, when it does and not again at the end", () => {
    const once = [settled("a", "ready"), settled("b", "ready")];
    expect(heard(...once, ...once)).toEqual(once);
  });

  it("says again what has changed: a service can fail after it was ready", () => {
    const told = [settled("a", "ready"), settled("a", "failed")];
    expect(heard(...told)).toEqual(told);
  });

  it("leaves everything else alone", () => {
    const notice: Happening = { type: "notice", text: "twice" };
    expect(heard(notice, notice)).toEqual([notice, notice]);
  });
});
