import { describe, expect, it } from "vitest";
import * as fc from "fast-check";
import { composeCheck, composeObserver } from "../../../../src/core/preflight/engine/compose-version.ts";
import { isAtLeast, parseVersion } from "../../../../src/core/preflight/version.ts";
import type { Compose } from "../../../../src/world/compose/compose.ts";
import type { ProcessResult } from "../../../../src/world/processes/processes.ts";
import { partly, printed, scripted, stubFiles, stubWorld } from "../gpu/stub-world.ts";

async function look(plugin: ProcessResult, standalone: ProcessResult = { kind: "not-found" }) {
  const world = stubWorld({
    compose: partly<Compose>("compose", { version: async () => plugin }),
    processes: scripted(({ command }) => (command === "docker-compose" ? standalone : undefined)),
    files: stubFiles({ "/etc/os-release": "ID=ubuntu\n" }),
  });
  const [finding] = await composeCheck(composeObserver()).run(world, new AbortController().signal);
  return finding;
}

const noPlugin: ProcessResult = {
  kind: "exited",
  exitCode: 1,
  stdout: "",
  stderr: "docker: 'compose' is not a docker command.\nSee 'docker --help'\n",
};

describe("docker compose", () => {
  it.each(["2.40.3\n", "v2.24.4", "2.26.1-4\n", "2.24.5-desktop.1", "v5.5.0", "2.40.3+ds1-0ubuntu1"])(
    "is new enough as %j",
    async (version) => {
      expect(await look(printed(version))).toMatchObject({ id: "compose.ready", status: "pass" });
    },
  );

  it.each(["2.24.3", "v2.23.0", "2.4.1"])("is too old as %s", async (version) => {
    const finding = await look(printed(version));
    expect(finding).toMatchObject({ id: "compose.too-old", status: "fail" });
    expect(finding?.fix).toContain("docker-compose-v2");
  });

  it("is missing without the plugin", async () => {
    expect(await look(noPlugin)).toMatchObject({ id: "compose.missing", status: "fail" });
    expect(await look({ kind: "not-found" })).toMatchObject({ id: "compose.missing" });
  });

  it("is missing where only the abandoned first version is there", async () => {
    expect(await look(noPlugin, printed("1.29.2\n"))).toMatchObject({
      id: "compose.v1-only",
      status: "fail",
      data: { version: "1.29.2" },
    });
  });

  it.each([
    [
      { kind: "exited", exitCode: 17, stdout: "", stderr: "libfoo.so: cannot open\n" },
      "libfoo.so: cannot open",
    ],
    [{ kind: "exited", exitCode: 5, stdout: "", stderr: "" }, "exit code 5"],
    [{ kind: "exited", exitCode: 0, stdout: "garbage", stderr: "" }, "garbage"],
    [{ kind: "killed", signal: "SIGKILL", stdout: "", stderr: "" }, "SIGKILL"],
    [{ kind: "timed-out", stdout: "", stderr: "" }, "did not answer"],
    [{ kind: "endless", stdout: "", stderr: "" }, "no end"],
  ] as const)("that is there and fails is not told to be missing: %j", async (plugin, why) => {
    const finding = await look(plugin, printed("2.40.3"));
    expect(finding).toMatchObject({ id: "compose.no-version", status: "fail" });
    expect(finding?.detail).toContain(why);
    expect(finding?.fix).not.toContain("cli-plugins");
  });

  it("can be made of a stand-alone one", async () => {
    const finding = await look(noPlugin, printed("2.40.3"));
    expect(finding?.id).toBe("compose.missing");
    expect(finding?.fix).toContain("cli-plugins");
  });
});

describe("versions", () => {
  it("are at least themselves, and ordered", () => {
    const version = fc.array(fc.nat(99), { minLength: 2, maxLength: 4 });
    fc.assert(
      fc.property(version, version, (one, other) => {
        expect(isAtLeast(one, one)).toBe(true);
        expect(isAtLeast(one, other) || isAtLeast(other, one)).toBe(true);
        expect(parseVersion(`v${one.join(".")}-1`)).toEqual(one);
      }),
    );
  });

  it("are undefined in text that holds none, whatever it is", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        const version = parseVersion(text);
        expect(version === undefined || version.every(Number.isInteger)).toBe(true);
      }),
    );
    expect(parseVersion("nonsense")).toBeUndefined();
  });
});
