import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { aptInstall, candidateIn } from "../../bin/set-up/apt-commands.mjs";

const policy = (name: string): string => readFileSync(`test/fixtures/set-up/${name}.policy`, "utf8");

test("the candidate is the version apt would install", () => {
  expect(candidateIn(policy("docker.io"))).toBe("26.1.5+dfsg1-9+deb13u1");
});

test("a package that no archive may give has no candidate", () => {
  expect(candidateIn(policy("unavailable"))).toBeUndefined();
  expect(candidateIn("")).toBeUndefined();
});

test("installing asks nothing, removes nothing and follows no recommendation", () => {
  const command = aptInstall(["docker.io"]);
  expect(command).toEqual(
    expect.arrayContaining([
      "DEBIAN_FRONTEND=noninteractive",
      "-y",
      "--no-remove",
      "--no-install-recommends",
    ]),
  );
  expect(command.slice(-2)).toEqual(["install", "docker.io"]);
});
