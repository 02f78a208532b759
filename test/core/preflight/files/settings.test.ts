import { describe, expect, it } from "vitest";
import { judgeSettings, settingsCheck } from "../../../../src/core/preflight/files/settings.ts";
import type { SettingsNeeds } from "../../../../src/core/preflight/files/settings.ts";
import { fakeWorld } from "../../../world/fake-world.ts";

const folder = "/home/ann/project";
const needs: SettingsNeeds = {
  environment: "demo",
  unset: [],
  remarks: [],
  variables: ["TAG", "DB_PASSWORD"],
  envFile: ".env.demo",
  read: [`${folder}/.env.demo`],
  beside: [{ path: `${folder}/.env`, written: ".env" }],
  services: 1,
  profiles: [],
};

async function found(files: Readonly<Record<string, string>>, more: Partial<SettingsNeeds> = {}) {
  const world = fakeWorld({
    files: Object.fromEntries(Object.entries(files).map(([name, text]) => [`${folder}/${name}`, text])),
  });
  return settingsCheck({ ...needs, ...more }).run(world, new AbortController().signal);
}

describe("a .env beside the files that is not read", () => {
  it("is named where it sets what they use, with the way, and without a value", async () => {
    const findings = await found({ ".env": "DB_PASSWORD=hunter2hunter2\nOTHER=1\n" });
    expect(findings).toMatchObject([
      { id: "env-file.unread", status: "warn", data: { file: ".env", variables: ["DB_PASSWORD"] } },
    ]);
    expect(findings[0]?.fix).toContain("env-files: [.env]");
    expect(findings[0]?.fix).toContain(".env.demo");
    expect(JSON.stringify(findings)).not.toContain("hunter2");
  });

  it.each([
    ["is read", { ".env": "TAG=1\n" }, { read: [`${folder}/.env`, `${folder}/.env.demo`] }],
    ["sets nothing that they use", { ".env": "OTHER=1\n" }, {}],
    ["sets what the environment's own sets", { ".env": "TAG=1\n", ".env.demo": "TAG=2\n" }, {}],
    ["is not there", {}, {}],
  ])("is no matter where it %s", async (_, files: Readonly<Record<string, string>>, more) => {
    expect(await found(files, more)).toEqual([]);
  });
});

describe("what nothing sets", () => {
  it("is a warning each", () => {
    const findings = judgeSettings({ ...needs, unset: ["TAG", "PORT"] }, []);
    expect(findings).toMatchObject([
      { id: "variable.empty", status: "warn", data: { variable: "TAG" } },
      { id: "variable.empty", status: "warn", data: { variable: "PORT" } },
    ]);
  });

  it("is told besides whatever else Compose remarks on", () => {
    const [finding] = judgeSettings({ ...needs, remarks: ["a network is odd"] }, []);
    expect(finding).toMatchObject({ id: "compose.remark", status: "warn" });
    expect(finding?.title).toContain("a network is odd");
  });
});

describe("an environment in which nothing would start", () => {
  it("is told with the profiles that are off", () => {
    const [finding] = judgeSettings({ ...needs, services: 0, profiles: ["ui", "gpu"] }, []);
    expect(finding).toMatchObject({ id: "environment.empty", status: "fail" });
    expect(finding?.detail).toContain("ui, gpu");
    expect(finding?.fix).toContain("--profile ui");
  });

  it("may have no service at all", () => {
    expect(judgeSettings({ ...needs, services: 0 }, [])).toMatchObject([
      { id: "environment.empty", detail: "its layers have no services" },
    ]);
  });
});
