import { describe, expect, it } from "vitest";
import type { StayingVolume, WhyNotCopied } from "../../../../src/features/first-run/adopt/adoption-plan.ts";
import { adviceFor } from "../../../../src/features/first-run/adopt/words.ts";
import { complaintOf } from "../../../e2e/contract.ts";

const versions = { written: "16", reads: "17" };
const reasons: readonly WhyNotCopied[] = [
  { kind: "postgres-version", ...versions },
  { kind: "redis-version", ...versions },
  { kind: "qdrant-version", ...versions },
  { kind: "n8n-database" },
  { kind: "source-is-used", by: ["shop"] },
  { kind: "unknown-password" },
  { kind: "no-image" },
];

function staying(why: WhyNotCopied): StayingVolume {
  return { volume: "llm-multimodal-stack_data", sizeBytes: 1, pair: undefined, why };
}

describe("what to type to get at data that was not copied", () => {
  it.each(reasons)("names only commands that there are, for $kind", (why) => {
    const lines = adviceFor(staying(why), undefined);
    const typed = lines.flatMap((line) => line.match(/stack [a-z-]+ .*?(?= &&|;| <|$)/gu) ?? []);
    const wrong = typed.map((command) => complaintOf(command.replace(" --leftovers adopt", "")));
    expect(lines.length).toBeGreaterThan(0);
    expect(wrong.filter((complaint) => complaint !== undefined)).toEqual([]);
  });

  it("is a dump by hand where PostgreSQL's rows could not be saved, and only the loading where they were", () => {
    const why = { kind: "postgres-version", ...versions } as const;
    const byHand = adviceFor(staying(why), undefined).join("\n");
    expect(byHand).toContain("-v llm-multimodal-stack_data:/var/lib/postgresql/data postgres:16-alpine");
    expect(adviceFor(staying(why), "backups/rows.sql").at(-1)).toMatch(
      /^stack compose .* < backups\/rows\.sql$/u,
    );
  });
});
