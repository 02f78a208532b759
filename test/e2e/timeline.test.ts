import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { folder, manifest } from "./folder.ts";

const rehearsal = ".stack/runs/bad-input-demo-rehearsal";

function record(startedAt: string, isRehearsal: boolean): string {
  const service = { name: "page", createdMs: 100, startedMs: 200, firstProbeMs: 210, readyMs: 900 };
  const timeline = {
    environment: "demo",
    rehearsal: isRehearsal,
    startedAt,
    totalMs: 1_000,
    criticalPath: ["page"],
    criticalMs: 800,
    lostMs: 200,
    services: [{ ...service, state: "ready", waitedFor: [], phases: [] }],
  };
  return JSON.stringify({ schema: 1, events: [], timeline });
}

describe("stack timeline", () => {
  it("shows the last start where only a rehearsal is on record, its containers gone and no engine there", async () => {
    const { run } = await folder({
      docker: "none",
      files: {
        [`${rehearsal}/1.json`]: record("2026-11-20T10:00:00.000Z", true),
        [`${rehearsal}/2.json`]: record("2026-11-21T10:00:00.000Z", true),
      },
    });
    const { exitCode, stdout } = await run("timeline", "demo");
    expect(exitCode).toBe(0);
    expect(stdout).toContain("demo (rehearsal)  started 2026-11-21 10:00:00 UTC");
    expect(stdout).toMatch(/1\.0 s; critical path page 0\.8 s; 0\.2 s lost/u);
  });

  it("means the real environment where both are on record, and its rehearsal where that is asked for", async () => {
    const { run } = await folder({
      docker: "none",
      files: {
        [`${rehearsal}/1.json`]: record("2026-11-21T10:00:00.000Z", true),
        ".stack/runs/bad-input-demo/1.json": record("2026-11-20T10:00:00.000Z", false),
      },
    });
    expect(JSON.parse((await run("timeline", "d", "--json")).stdout)).toMatchObject({ rehearsal: false });
    expect(JSON.parse((await run("timeline", "d", "--rehearse", "--json")).stdout)).toMatchObject({
      rehearsal: true,
      criticalPath: ["page"],
      totalMs: 1_000,
      lostMs: 200,
    });
  });

  it("writes one page that needs nothing else", async () => {
    const files = { [`${rehearsal}/1.json`]: record("2026-11-21T10:00:00.000Z", true) };
    const { run, directory } = await folder({ docker: "none", files });
    expect((await run("timeline", "demo", "--html", "start.html")).exitCode).toBe(0);
    expect(await readFile(join(directory, "start.html"), "utf8")).toContain("<!doctype html>");
  });

  it("says what to type where no start is on record, and which environments there are", async () => {
    const { run } = await folder({ docker: "none", files: { "stack.yaml": manifest } });
    const none = await run("timeline", "demo");
    expect(none.exitCode).toBe(2);
    expect(none.stderr).toContain("stack up demo");
    expect((await run("timeline", "demmo")).stderr).toContain('did you mean "demo"?');
  });
});
