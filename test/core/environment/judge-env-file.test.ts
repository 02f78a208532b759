import { describe, expect, it } from "vitest";
import { judgeEnvFile } from "../../../src/core/environment/assemble-environment.ts";
import { fakeWorld } from "../../world/fake-world.ts";

const directory = "/home/ann/project";
const judge = async (text: string) =>
  judgeEnvFile(fakeWorld({ files: { [`${directory}/.env.demo`]: text } }), `${directory}/.env.demo`);

describe("an env file that Compose would refuse", () => {
  it.each([
    ["a quote that is never closed", 'A=1\nAPI_KEY="hunter2hunter2\n', 2, /API_KEY .*never closed/u],
    ["a single quote", "API_KEY='hunter2hunter2\nB=2\n", 1, /API_KEY .*never closed/u],
    ["a line that is none", "A=1\n\nhunter2 hunter2\n", 3, /NAME=value/u],
    ["a $ that cannot be interpolated", "API_KEY=${hunter2\n", 1, /API_KEY .*\$\$/u],
    ["a key with a space in it", "A=1\nAPI KEY=hunter2\n", 2, /no spaces/u],
    ["a line of YAML's", '- API_KEY: "hunter2hunter2"\n', 1, /NAME=value/u],
    ["JSON", '{"API_KEY": "hunter2hunter2"}\n', 1, /NAME=value/u],
    ["a control character in the name", "\u0001API_KEY=hunter2\n", 1, /NAME=value/u],
    ["a quoted name", '"API_KEY"=hunter2\n', 1, /NAME=value/u],
    ["an export of no value", "export API_KEY hunter2\n", 1, /NAME=value/u],
    ["a quote and Windows line ends", 'A=1\r\nAPI_KEY="hunter2\r\n', 2, /API_KEY .*never closed/u],
    ["UTF-16", "\uFFFD\uFFFDA\0=\0h\0u\0n\0t\0e\0r\0", 1, /UTF-8/u],
  ])("is named by its line, without its text: %s", async (_, text, line, message) => {
    const problems = await judge(text);
    expect(problems[0]).toMatchObject({ file: ".env.demo", line, inEnvFile: true });
    expect(problems[0]?.message).toMatch(message);
    expect(JSON.stringify(problems)).not.toMatch(/hunter2|h.u.n.t/u);
  });

  it("is none that Compose takes, and none that is not there", async () => {
    expect(await judge("\uFEFFA=1\r\n# x\nexport B='it is'\nC=\"two\nlines\"\nD\nE: yaml\n")).toEqual([]);
    expect(await judgeEnvFile(fakeWorld(), `${directory}/.env.demo`)).toEqual([]);
  });
});
