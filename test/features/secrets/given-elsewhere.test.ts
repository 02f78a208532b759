import { describe, expect, test } from "vitest";
import { check } from "../../../src/features/secrets/check-command.ts";
import { list } from "../../../src/features/secrets/list-command.ts";
import { documentOf, perform, stagedStack } from "../../stage/staged-stack.ts";
import type { StagedStack } from "../../stage/staged-stack.ts";

const folder = "/home/ann/project";
const value = "brought-by-somebody-else";

function box(): StagedStack {
  return stagedStack(
    { web: { behaves: { kind: "serves", afterMs: 100 } } },
    {
      manifest: {
        name: "shop",
        environments: { demo: { layers: ["compose.yaml"], "env-files": ["shared.env"] } },
        secrets: {
          API_KEY: { kind: "password" },
          HUB_TOKEN: { kind: "text" },
          OWN_KEY: { kind: "password" },
        },
      },
      files: {
        [`${folder}/shared.env`]: `COLOUR=red\nAPI_KEY=${value}\n`,
        [`${folder}/.env.demo`]: "OWN_KEY=a-b-c-d-e-f-g-h-i-j-k-l-m-n-o-p-q-r\n",
      },
    },
  );
}

describe("a secret that an env file gives which is never written", () => {
  test("is listed as present, with its place and without its value", async () => {
    const performed = await perform(box(), list, { options: { json: true } });
    expect(documentOf(performed)).toMatchObject({
      secrets: [
        { name: "HUB_TOKEN", present: false },
        { name: "OWN_KEY", present: true },
        { name: "API_KEY", present: true, places: [{ path: `${folder}/shared.env`, line: 2 }] },
      ],
    });
    const shown = await perform(box(), list);
    expect(shown.terminal.outText).toMatch(/API_KEY .*present.*shared\.env:2/u);
    for (const { terminal } of [performed, shown]) expect(terminal.outText).not.toContain(value);
  });

  test("can be asked for by its name, and is shown by nobody but its file", async () => {
    const one = await perform(box(), list, { words: ["demo", "api_key"], options: { json: true } });
    expect(documentOf(one)).toMatchObject({ secrets: [{ name: "API_KEY" }] });
    const asked = await perform(box(), list, { options: { show: "API_KEY" } });
    expect(asked.outcome).toMatchObject({
      message: `API_KEY is given by ${folder}/shared.env:2, which is yours`,
    });
  });
});

test("a text that nobody has given is not among the secrets that are well", async () => {
  const stack = box();
  await stack.world.files.changeMode(`${folder}/.env.demo`, 0o600);
  const { outcome, terminal } = await perform(stack, check);
  expect(outcome).toEqual({ kind: "done" });
  expect(terminal.outText).toContain("1 secret is well; not given: HUB_TOKEN");
});
