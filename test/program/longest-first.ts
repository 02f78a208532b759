import { BaseSequencer } from "vitest/node";
import type { TestSpecification } from "vitest/node";

/** What takes a minute or more, the longest first: begun last, it would be what all others are waited with. */
const longest = [
  "first-run",
  "test-runs",
  "adoption",
  "prefetch",
  "rehearsal",
  "secrets",
  "bystanders",
  "environments",
  "backup",
  "secrets-canary",
  "programs",
  "failures",
].map((name) => `/test/engine/${name}.test.ts`);

/** The order of a tier's files where no earlier run is there to learn it from. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    return sorted.toSorted((one, other) => groupOf(one) - groupOf(other) || rankOf(one) - rankOf(other));
  }
}

function groupOf({ project }: TestSpecification): number {
  return project.config.sequence.groupOrder;
}

function rankOf({ moduleId }: TestSpecification): number {
  const rank = longest.findIndex((name) => moduleId.endsWith(name));
  return rank < 0 ? longest.length : rank;
}
