import { describe, expect, it } from "vitest";
import { withoutEnvFileText, withoutUnsetVariables } from "../../../src/world/compose/env-file-complaint.ts";

const file = "/srv/shop/.env.demo";

/** As Compose 2.26 says it, word by word but for the value. */
const complaints = [
  `failed to read ${file}: line 2: unterminated quoted value "hunter2hunter2\nNEXT=more-hunter2\n`,
  `failed to read ${file}: line 3: unterminated quoted value 'hunter2hunter2\n`,
  `failed to read ${file}: Invalid template: "abc\${hunter2"\n`,
  `failed to read ${file}: line 1: unexpected character "\\x01" in variable name "0123\\x01sec=hunter2hunter2"\n`,
  `failed to read ${file}: line 1: some new complaint of a later version, about hunter2\n`,
  `line 1: unterminated quoted value "hunter2hunter2\n`,
  `time="2026-01-01T00:00:00Z" level=warning msg="x"\nline 4: unexpected character "!" in variable name "hunter2"\n`,
];

describe("what Compose says of an env file", () => {
  it.each(complaints)("is told without the file's text: %s", (stderr) => {
    const told = withoutEnvFileText(stderr);
    expect(told).not.toContain("hunter2");
    expect(told).toMatch(
      stderr.includes(file) ? new RegExp(`failed to read ${file}: .+`, "u") : /line \d: .+/u,
    );
  });

  it("says so of a value alone, where Compose names neither file nor line", () => {
    const told = withoutEnvFileText('Invalid template: "abc${hunter2hunter2"\n');
    expect(told).toBe("a value has a $ that Compose cannot interpolate: write $$ for a $\n");
  });

  it("keeps the line and what is wrong", () => {
    expect(withoutEnvFileText(complaints[0] ?? "")).toBe(
      `failed to read ${file}: line 2: a value has a quote that is never closed\n`,
    );
  });

  it.each([
    "services.web Additional property imgae is not allowed\n",
    `failed to read ${file}: open ${file}: no such file or directory\n`,
    'invalid interpolation format for services.web.image: "${A". You may need to escape any $ with another $\n',
  ])("leaves other complaints as they are: %s", (stderr) => {
    expect(withoutEnvFileText(stderr)).toBe(stderr);
  });
});

describe("what Compose says of variables that nothing sets", () => {
  it("is told once, by who reads the model; the rest stays", () => {
    const unset = `time="x" level=warning msg="The \\"hunter2\\" variable is not set. Defaulting to a blank string."\n`;
    expect(withoutUnsetVariables(`${unset}no such image\n${unset}`)).toBe("no such image\n");
  });
});
