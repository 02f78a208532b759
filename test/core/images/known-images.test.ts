import { describe, expect, test } from "vitest";
import { hasShell, toolsOf } from "../../../src/core/images/base-tools.ts";
import { knownImages } from "../../../src/core/images/find-image.ts";

const repositories = [...new Set(knownImages.flatMap((image) => image.repositories))];

describe("the table of images", () => {
  test.each(repositories)("has at most one entry without tags for %s, and it stands last", (repository) => {
    const entries = knownImages.filter((image) => image.repositories.includes(repository));
    const general = entries.filter((image) => image.tags === undefined);
    expect(general).toEqual(entries.slice(-1).filter((image) => image.tags === undefined));
  });

  test("gives each image with a built-in check the programs that check calls", () => {
    const checked = knownImages.filter((image) => image.healthCheck !== undefined);
    const lacking = checked.filter(
      (image) =>
        !hasShell(image) || !toolsOf(image).includes(image.healthCheck?.test[1]?.split(" ")[0] ?? ""),
    );
    expect(checked.length).toBeGreaterThan(0);
    expect(lacking).toEqual([]);
  });

  test("names an HTTP path and its method once per port", () => {
    const ports = knownImages
      .flatMap((image) => image.ports)
      .flatMap((port) => (port.speaks === "http" ? [port] : []));
    const doubled = ports.filter((port) => new Set(port.paths.map(named)).size !== port.paths.length);
    expect(doubled).toEqual([]);
  });
});

function named({ path, method = "GET" }: { readonly path: string; readonly method?: string }): string {
  return `${method} ${path}`;
}
