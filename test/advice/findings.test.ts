import { describe, expect, test } from "vitest";
import { findingIds } from "../../src/core/preflight/finding-ids.ts";
import { environmentFindings } from "./environment-findings.ts";
import { situationOf } from "./finding-case.ts";
import type { FindingCase } from "./finding-case.ts";
import { gpuFindings } from "./gpu-findings.ts";
import { machineFindings } from "./machine-findings.ts";
import { secretFindings } from "./secret-findings.ts";
import { leadOut } from "./walk.ts";

const cases: readonly (readonly [string, FindingCase])[] = Object.entries({
  ...machineFindings,
  ...environmentFindings,
  ...gpuFindings,
  ...secretFindings,
});

/** By test/engine/secrets.test.ts: a fingerprint takes real time, and a store has to be a real one. */
const walkedOnAnEngine = ["secrets.drift", "secrets.immutable-changed"];

describe("the advice of a finding", () => {
  test.each(cases)("leads out of %s", async (name, found) => {
    const id = name.split(":")[0] ?? "";
    expect(Object.keys(findingIds)).toContain(id);
    await leadOut(situationOf(id, found));
  });

  test("is walked, whatever is found", () => {
    const walked = new Set(cases.map(([name]) => name.split(":")[0]));
    const all = Object.entries(findingIds).filter(([, { fix }]) => fix !== "");
    expect(all.map(([id]) => id).filter((id) => !walked.has(id))).toEqual(walkedOnAnEngine);
  });
});
