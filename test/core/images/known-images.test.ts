import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { findImage } from "../../../src/core/images/find-image.ts";
import { imageTable } from "../../../src/core/images/image-facts.ts";
import * as table from "../../../src/core/images/images.yaml";
import { baseTools, hasShell, knownImages, toolsOf } from "../../../src/core/images/known-images.ts";

const { images } = table;

describe("the table of images", () => {
  test("keeps to its form: each image with the address of what says so, and the day it was read", () => {
    expect(imageTable.safeParse(table).error?.issues ?? []).toEqual([]);
    expect(images.length).toBeGreaterThan(20);
  });

  test.each([
    { source: undefined },
    { source: { image: "http://example.com", program: "https://example.com", date: "2026-11-21" } },
    { source: { image: "https://example.com", program: "https://example.com", date: "November" } },
    { base: "slackware" },
    { ports: [{ port: 80, speaks: "gopher" }] },
    { misspelt: true },
  ])("would not take an image with %j", (wrong) => {
    expect(imageTable.safeParse({ ...table, images: [{ ...images[0], ...wrong }] }).success).toBe(false);
  });

  test("takes the image that its documentation shows to be copied", () => {
    const page = readFileSync(join(import.meta.dirname, "../../../docs/architecture.md"), "utf8");
    const shown: unknown = parse(/```yaml\n(- repositories:[\s\S]*?)```/u.exec(page)?.[1] ?? "");
    expect(imageTable.safeParse({ ...table, images: shown }).error?.issues ?? []).toEqual([]);
  });

  test("has one place for each repository", () => {
    const repositories = images.flatMap((image) => image.repositories);
    expect(repositories.filter((name, index) => repositories.indexOf(name) !== index)).toEqual([]);
  });

  test("says nothing twice of one image", () => {
    const doubled = knownImages.flatMap(({ repositories, tools, ports, dataPaths, base }) => {
      const paths = ports.flatMap((port) =>
        port.speaks === "http"
          ? port.paths.map(({ path, method = "GET" }) => `${String(port.port)} ${method} ${path}`)
          : [],
      );
      const numbers = ports.flatMap(({ port }) => (port === undefined ? [] : `port ${String(port)}`));
      const said = [...baseTools(base), ...tools, ...paths, ...numbers, ...dataPaths];
      const twice = said.filter((each, index) => said.indexOf(each) !== index);
      return twice.map((each) => `${repositories[0] ?? ""}: ${each}`);
    });
    expect(doubled).toEqual([]);
  });

  test("tells an image's tags apart, the narrower before the wider", () => {
    const variants = images.flatMap(({ repositories, variants = [] }) =>
      variants.flatMap(({ tags, ...differs }) => tags.map((tag) => ({ repositories, tag, differs }))),
    );
    expect(variants.length).toBeGreaterThan(5);
    for (const { repositories, tag, differs } of variants)
      expect([tag, findImage(`${repositories[0] ?? ""}:1.0-${tag}`)]).toMatchObject([tag, differs]);
  });

  test("names for each base programs or sets of them that there are", () => {
    const used = new Set(Object.values(table.bases).flat());
    expect(Object.keys(table.programs).filter((name) => !used.has(name))).toEqual([]);
    expect(baseTools("debian")).toEqual(expect.arrayContaining(["[", "whoami", "bash", "sed", "perl"]));
    expect(baseTools("none")).toEqual([]);
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
});
