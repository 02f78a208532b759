import { describe, expect, it } from "vitest";
import { fetcherWords } from "../../../../src/features/first-run/prefetch/fetcher.ts";

describe("the container that fetches", () => {
  it("is named as Compose names what it runs once, and needs nothing else of its project", () => {
    const words = fetcherWords("p-development", "vllm", ["/bin/sh", "-c", "fetch it"]);
    expect(words.join(" ")).toBe(
      "run --detach -T --no-deps --name p-development-vllm-run-prefetch --entrypoint /bin/sh vllm -c fetch it",
    );
  });

  it("quotes a program that Compose would take apart", () => {
    const words = fetcherWords("p", "s", ["/opt/my tools/it's", "go"]);
    expect(words).toContain(`'/opt/my tools/it'\\''s'`);
  });
});
