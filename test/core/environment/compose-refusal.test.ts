import { describe, expect, it } from "vitest";
import { loadModel } from "../../../src/core/environment/load-model.ts";
import { fakeWorld } from "../../world/fake-world.ts";

const directory = "/home/ann/project";

/** What becomes of a project that Compose refuses with these words. */
async function refused(stderr: string, files: Readonly<Record<string, string>>, version = "2.26.1-4") {
  const ended = { kind: "exited", stdout: "" } as const;
  const world = fakeWorld({
    files: Object.fromEntries(Object.entries(files).map(([name, text]) => [`${directory}/${name}`, text])),
    compose: {
      config: async () => ({ ...ended, exitCode: 15, stderr }),
      version: async () => ({ ...ended, stdout: `${version}\n`, exitCode: 0, stderr: "" }),
    },
  });
  const project = {
    name: "shop",
    directory,
    files: [`${directory}/compose.yaml`],
    envFile: undefined,
    profiles: [],
    variables: { WHICH: "its" },
  };
  return loadModel(world, project, new AbortController().signal);
}

describe("a key that is newer than the Compose at hand", () => {
  it.each([
    ["(root) Additional property models is not allowed", "models", 2],
    ["services.app Additional property models is not allowed", "services.app.models", 5],
    ["services.app Additional property provider is not allowed", "services.app.provider", 6],
  ])("%s", async (said, path, line) => {
    const compose =
      "\nmodels: { m: { model: x } }\nservices:\n  app:\n    models: [m]\n    provider: { type: x }\n";
    const read = await refused(`validating compose.yaml: ${said}\n`, { "compose.yaml": compose });
    expect(read).toMatchObject({
      error: [
        { file: "compose.yaml", line, prerequisite: true, message: expect.stringContaining("too old") },
      ],
    });
    expect(JSON.stringify(read)).toContain(`${path} is newer than Docker Compose 2.26.1`);
  });

  it.each([
    ["pull_policy: daily", "services.app.pull_policy", "pull_policy: every_12h"],
    ["develop: { watch: [{ path: ., action: restart }] }", "services.app.develop.watch.0.action", ""],
  ])("and a value that is: %s", async (written, path, another) => {
    const said = `validating compose.yaml: ${path} ${path} must be one of the following: "always", "never"\n`;
    for (const text of [written, another].filter((each) => each !== "")) {
      const read = await refused(said, { "compose.yaml": `services:\n  app:\n    ${text}\n` });
      expect(read).toMatchObject({ error: [{ file: "compose.yaml", line: 3, tooOldCompose: true }] });
      expect(JSON.stringify(read)).toContain("is newer than Docker Compose 2.26.1");
    }
    const typo = await refused(said, {
      "compose.yaml": `services:\n  app:\n    ${written.replaceAll(/daily|restart/gu, "sometimes")}\n`,
    });
    expect(typo).toMatchObject({ error: [{ fromCompose: true }] });
  });

  it("is another mistake where this Compose knows it, or nobody does", async () => {
    const files = { "compose.yaml": "services: {}\n" };
    const known = await refused("(root) Additional property models is not allowed", files, "2.40.3");
    const typo = await refused("services.a Additional property imgae is not allowed", files);
    for (const read of [known, typo]) {
      expect(read).toMatchObject({ error: [{ fromCompose: true }] });
      expect(JSON.stringify(read)).not.toContain("too old");
    }
  });
});

describe("an env file that Compose cannot read", () => {
  it.each([
    ["of a service", "services: { a: { env_file: its.env } }\n"],
    ["of a service, by a variable", "services: { a: { env_file: [{ path: '${WHICH}.env' }] } }\n"],
    ["of an include", "include: [{ path: other.yaml, env_file: [its.env] }]\n"],
  ])("%s is named by its line, and nothing that Compose quotes is told", async (_, compose) => {
    const read = await refused('line 9: some later wording "hunter2hunter2', {
      "compose.yaml": compose,
      "its.env": 'A=1\nAPI_KEY="hunter2hunter2\n',
    });
    expect(read).toMatchObject({ error: [{ file: "its.env", line: 2, inEnvFile: true }] });
    expect(JSON.stringify(read)).not.toContain("hunter2");
  });
});
