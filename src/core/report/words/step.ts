import type { Step } from "../../events/event.ts";
import type { Story } from "../run/story.ts";
import { count } from "./lists.ts";

/** What a finished step came to. */
export function stepResult(step: Step, story: Story): string {
  switch (step) {
    case "preflight":
      return findingCounts(story);
    case "secrets":
      return secretsResult(story.secrets);
    case "images":
      return imagesResult(story);
    case "models":
      return modelsResult(story);
    case "create":
    case "start":
    case "prove":
      return "";
  }
}

export function findingCounts({ findings }: Pick<Story, "findings">): string {
  const number = (status: string): number => findings.filter((finding) => finding.status === status).length;
  const parts = [
    number("fail") > 0 ? `${number("fail")} failed` : "",
    number("warn") > 0 ? count(number("warn"), "warning") : "",
    count(number("pass"), "check") + " passed",
    number("skip") > 0 ? `${number("skip")} not judged` : "",
  ];
  return parts.filter((part) => part !== "").join(", ");
}

function secretsResult(secrets: Story["secrets"]): string {
  if (secrets === undefined || secrets.generated.length === 0) return "complete";
  return `${secrets.generated.length} generated in ${secrets.envFile}`;
}

function imagesResult({ images }: Story): string {
  const all = [...images.values()];
  const pulled = all.filter((image) => image.kind === "pulled").length;
  const failed = all.filter((image) => image.kind === "failed").length;
  if (all.length === 0) return "all present";
  return failed > 0
    ? `${pulled} of ${all.length} pulled, ${failed} failed`
    : `${pulled} of ${all.length} pulled`;
}

function modelsResult({ models }: Story): string {
  const number = (kind: string): number => [...models.values()].filter((model) => model.kind === kind).length;
  const parts = [
    number("fetched") > 0 ? `${number("fetched")} here` : "",
    number("failed") > 0 ? `${number("failed")} failed` : "",
    number("fetching") > 0 ? `${number("fetching")} not complete yet` : "",
  ];
  return parts.filter((part) => part !== "").join(", ");
}
