import { describe, expect, it } from "vitest";
import { assembleEnvironment } from "../../../src/core/environment/assemble-environment.ts";
import { manifestSchema } from "../../../src/core/environment/manifest.ts";
import type { FileStat } from "../../../src/world/files/files.ts";
import { fakeWorld } from "../../world/fake-world.ts";

const directory = "/home/ann/project";
const manifest = manifestSchema.parse({
  name: "shop",
  environments: { demo: { layers: ["compose.yaml"], "env-files": ["shared.env"] } },
});
const source = {
  file: "stack.yaml",
  value: {},
  lineOf: () => undefined,
  tagOf: () => undefined,
  texts: () => [],
};
const found = { manifest, source, directory, workingDirectory: directory, shipped: false };
const request = { environment: "demo", extraFiles: [], profiles: [], variables: {} };
const stats = { mode: 0o644, ownerId: 0, sizeBytes: 1, modifiedAt: new Date(0) };

async function lay(path: string, stat: FileStat) {
  const fake = fakeWorld({
    files: { [`${directory}/compose.yaml`]: "services: {}\n", [`${directory}/shared.env`]: "A=1\n" },
  });
  const look = async (asked: string) => (asked === `${directory}/${path}` ? stat : fake.files.stat(asked));
  return assembleEnvironment({ ...fake, files: { ...fake.files, stat: look } }, found, request, undefined);
}

describe("a file of an environment that cannot be read", () => {
  it.each(["compose.yaml", ".env.demo", "shared.env"])(
    "is named before Compose is asked: %s",
    async (file) => {
      for (const [stat, message] of [
        [{ kind: "unreadable", reason: "too many symbolic links encountered" }, /too many symbolic links/u],
        [{ ...stats, kind: "other" }, /is a pipe, a socket or a device/u],
        [{ ...stats, kind: "directory" }, /is a folder/u],
      ] as const) {
        expect(await lay(file, stat)).toMatchObject({
          kind: "failed",
          error: [{ file, message: expect.stringMatching(message), fix: `ls -ld ${file}` }],
        });
      }
    },
  );

  it("is not the environment's own env file where that is not there yet", async () => {
    expect(await lay(".env.demo", { kind: "absent" })).toMatchObject({ kind: "ok" });
    expect(await lay("shared.env", { kind: "absent" })).toMatchObject({ kind: "failed" });
  });
});
