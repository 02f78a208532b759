import { expect, it } from "vitest";
import { findManifest } from "../../../../src/core/environment/find-manifest.ts";
import { lint } from "../../../../src/features/lint/lint-environment.ts";
import { readSubject } from "../../../../src/features/lint/read/read-subject.ts";
import { fakeWorld } from "../../../world/fake-world.ts";

it("services that extend one another in a ring are refused at one of them, and nothing hangs", async () => {
  const directory = "/home/ann/project";
  const said = { kind: "exited", stdout: "", stderr: "services.a.image must be a string" } as const;
  const world = fakeWorld({
    files: {
      [`${directory}/stack.yaml`]: "name: ring\nenvironments: { demo: { layers: [compose.yaml] } }\n",
      [`${directory}/compose.yaml`]: "services:\n  a: { extends: b }\n  b: { extends: a }\n",
    },
    compose: {
      version: () => Promise.resolve({ ...said, exitCode: 0 }),
      config: () => Promise.resolve({ ...said, exitCode: 15 }),
    },
  });
  const found = await findManifest(world, directory);
  if (found.kind === "failed") throw new Error("the manifest is fine");
  const subject = await readSubject(world, found.value, undefined, new AbortController().signal);
  if (subject.kind === "failed") throw new Error("the files can be read");
  expect(lint(subject.value, "all").defects).toMatchObject([
    { id: "compose.refused", file: "compose.yaml", line: 2, service: "a" },
  ]);
});
