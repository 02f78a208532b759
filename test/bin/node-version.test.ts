import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import * as z from "zod";
import { minimumNode } from "../../bin/set-up/minimums.mjs";
import { isAtLeast } from "../../bin/set-up/versions.mjs";

const root = join(import.meta.dirname, "../..");
const engines = z.looseObject({ node: z.string().optional() });
const lockSchema = z.object({
  packages: z.record(z.string(), z.looseObject({ dev: z.boolean().optional(), engines: engines.optional() })),
});

/** Ranges as these packages write them: alternatives of `>=20.5.0` and `^18.19.0`. */
function takes(range: string, version: string): boolean {
  return range.split("||").some((alternative) => {
    const [, sign = "", least = ""] = /^\s*(>=|\^)\s*([\d.]+)\s*$/u.exec(alternative) ?? [];
    if (least === "") throw new Error(`a range that this test cannot read: ${range}`);
    return isAtLeast(version, least) && (sign === ">=" || version.split(".")[0] === least.split(".")[0]);
  });
}

test("the Node that is asked for is one that every package it ships with takes", async () => {
  const { packages } = lockSchema.parse(JSON.parse(await readFile(join(root, "package-lock.json"), "utf8")));
  const shipped = Object.entries(packages).filter(([path, { dev }]) => path !== "" && dev !== true);
  expect(shipped.length).toBeGreaterThan(10);
  const refusing = shipped.filter(([, { engines }]) => !takes(engines?.node ?? ">=0", minimumNode));
  expect(refusing.map(([path, { engines }]) => `${path}: ${engines?.node ?? ""}`)).toEqual([]);
});

test("is the same in the package, the program, and what is written of it", async () => {
  const read = async (file: string) => readFile(join(root, file), "utf8");
  const asked = z.object({ engines }).parse(JSON.parse(await read("package.json"))).engines.node;
  expect(asked).toBe(`>=${minimumNode}`);
  expect(await read("bin/stack.js")).toContain(`oldest = [${minimumNode.split(".").join(", ")}]`);
  expect(await read("README.md")).toContain(`Node ${minimumNode} or newer`);
});
