import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { chooseRenderer } from "../../../src/core/report/choose-renderer.ts";
import { anyEvents, anyResult } from "./any-events.ts";
import { at, plan, result } from "./events.ts";
import { fakeAudience, type Setting } from "./fake-audience.ts";

const flags = { json: false, quiet: false, verbose: false, noColor: false };
const escape = String.fromCharCode(27);

/** What a short run writes with these flags, to this terminal. */
async function written(setting: Setting, chosen: Partial<typeof flags> = {}) {
  const audience = fakeAudience(setting);
  const renderer = chooseRenderer({ world: audience, ...flags, ...chosen });
  renderer.handle(at({ type: "run-started", environment: "development", project: "p", rehearsal: false }));
  renderer.handle(at(plan("postgres")));
  renderer.handle(at({ type: "service-started", service: "postgres", replica: 1 }));
  await audience.pass(200);
  renderer.handle(at(result()));
  renderer.finish();
  return audience.written;
}

describe("chooseRenderer", () => {
  it("repaints on a terminal", async () => {
    expect((await written({})).err).toContain(`${escape}[?25l`);
  });

  it.each([
    ["a pipe", { errIsTerminal: false }],
    ["CI", { environment: { CI: "true" } }],
    ["a dumb terminal", { environment: { TERM: "dumb" } }],
  ])("writes plain lines without cursor movement for %s", async (_, setting) => {
    const { err, out } = await written(setting);
    expect(err).toContain("postgres: started");
    expect(`${err}${out}`).not.toMatch(new RegExp(`${escape}\\[[^m]*[A-Za-ln-z]`));
  });

  it("writes colours into a pipe where FORCE_COLOR asks for them, and never with --no-color", async () => {
    const setting = { errIsTerminal: false, outIsTerminal: false, environment: { FORCE_COLOR: "1" } };
    expect((await written(setting)).out).toContain(`${escape}[32m`);
    expect((await written(setting, { noColor: true })).out).not.toContain(escape);
  });

  it("writes nothing but JSON to standard output with --json, and nothing to standard error", async () => {
    const { out, err } = await written({}, { json: true });
    expect(err).toBe("");
    const lines = out.trimEnd().split("\n");
    expect(lines.map((line): unknown => JSON.parse(line))).toHaveLength(4);
  });

  it("writes one line with --quiet when all is well", async () => {
    const { out, err } = await written({}, { quiet: true, noColor: true });
    expect(err).toBe("");
    expect(out).toBe("✔ development is up: 1 service in 31.2 s\n");
  });

  it("puts progress on standard error and the result on standard output", async () => {
    const { out, err } = await written({ errIsTerminal: false, outIsTerminal: false });
    expect(out).toContain("http://localhost:5432");
    expect(err).not.toContain("http://localhost:5432");
    expect(out).not.toContain("started");
  });

  it("takes any run, in every form, without a control character in plain lines and JSON", () => {
    const form = fc.constantFrom(
      { chosen: { json: true }, setting: {} },
      { chosen: { quiet: true }, setting: {} },
      { chosen: { verbose: true }, setting: { errIsTerminal: false, outIsTerminal: false } },
      {
        chosen: {},
        setting: { errIsTerminal: false, outIsTerminal: false, environment: { GITHUB_ACTIONS: "true" } },
      },
    );
    fc.assert(
      fc.property(anyEvents, anyResult, form, (events, last, { chosen, setting }) => {
        const audience = fakeAudience(setting);
        const renderer = chooseRenderer({ world: audience, ...flags, ...chosen, noColor: true });
        for (const event of [...events, at(last)]) renderer.handle(event);
        renderer.finish();
        const all = `${audience.written.out}${audience.written.err}`.replaceAll("\n", "");
        expect(all).not.toMatch(/\p{Cc}/u);
      }),
    );
  });
});
