import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { logFolder } from "../../bin/set-up/install-what-is-missing.mjs";
import { temporaryFolder } from "../world/temporary-folder.ts";

test("the log of an installation goes to the first temporary folder that is there", async () => {
  const there = await temporaryFolder();
  const folder = logFolder([join(there, "absent"), there]);
  expect(dirname(folder ?? "")).toBe(there);
  expect(existsSync(folder ?? "")).toBe(true);
});

test("without any there is no log, and no stack trace", () => {
  expect(logFolder(["/nonexistent"])).toBeUndefined();
});
