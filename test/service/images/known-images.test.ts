import { describe, expect, test } from "vitest";
import { hasShell, toolsOf } from "../../../src/service/images/base-tools.ts";
import { knownImages } from "../../../src/service/images/known-images.ts";

describe("the table of images", () => {
  test("has for each repository one entry without tags, and it stands last", () => {
    for (const repository of new Set(knownImages.flatMap((image) => image.repositories))) {
      const entries = knownImages.filter((image) => image.repositories.includes(repository));
      const general = entries.filter((image) => image.tags === undefined);
      expect(general.length, repository).toBeLessThanOrEqual(1);
      expect(
        general.every((image) => entries.at(-1) === image),
        repository,
      ).toBe(true);
    }
  });

  test("gives each image with a built-in check the programs that check calls", () => {
    for (const image of knownImages) {
      const line = image.healthCheck?.test[1];
      if (line === undefined) continue;
      const program = line.split(" ")[0];
      expect(toolsOf(image), image.repositories[0]).toContain(program);
      expect(hasShell(image)).toBe(true);
    }
  });

  test("names HTTP paths once per port", () => {
    for (const image of knownImages)
      for (const port of image.ports) {
        if (port.speaks !== "http") continue;
        const paths = port.paths.map(({ path }) => path);
        expect(new Set(paths).size, image.repositories[0]).toBe(paths.length);
      }
  });
});
