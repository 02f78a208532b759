import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { readDistribution } from "../../bin/set-up/distribution.mjs";

const osRelease = (codename: string): string =>
  readFileSync(`test/fixtures/set-up/${codename}.os-release`, "utf8");

test.each([
  ["bookworm", "debian", "Debian GNU/Linux 12 (bookworm)"],
  ["trixie", "debian", "Debian GNU/Linux 13 (trixie)"],
  ["noble", "ubuntu", "Ubuntu 24.04.5 LTS"],
])("%s is recognised as %s", (codename, family, name) => {
  expect(readDistribution(osRelease(codename))).toEqual({ family, name, codename });
});

test("a derivative counts as the Ubuntu it is made from", () => {
  const mint = 'ID=linuxmint\nID_LIKE="ubuntu debian"\nVERSION_CODENAME=wilma\nUBUNTU_CODENAME=noble\n';
  expect(readDistribution(mint)).toMatchObject({ family: "ubuntu", codename: "noble" });
});

test("what is like neither is something else", () => {
  expect(readDistribution('ID=fedora\nPRETTY_NAME="Fedora Linux 43"\n').family).toBe("other");
  expect(readDistribution("")).toEqual({ family: "other", name: "this system", codename: "" });
});
