import { existsSync } from "node:fs";
import { expect, test } from "vitest";
import { cannotBecause, tellCannot } from "../../bin/set-up/cannot.mjs";
import { judgeDocker } from "../../bin/set-up/judge-docker.mjs";

const nothing = {
  hasClient: false,
  engine: undefined,
  compose: undefined,
  complaint: "spawn docker ENOENT",
  elsewhere: undefined,
  daemon: undefined,
};
const working = { ...nothing, hasClient: true, engine: "26.1.5+dfsg1", compose: "2.26.1-4", complaint: "" };
const refused = "permission denied while trying to connect to the docker API at unix:///var/run/docker.sock";

test("an engine that answers, new enough and with Compose, works", () => {
  expect(judgeDocker(working)).toBe("works");
});

test("an engine that answers, or is installed, but is too old, is not replaced", () => {
  expect(judgeDocker({ ...working, engine: "20.10.24" })).toBe("engine too old");
  expect(judgeDocker({ ...nothing, daemon: "20.10.24" })).toBe("engine too old");
});

test("Compose of the dead first line is as good as none", () => {
  expect(judgeDocker({ ...working, compose: undefined })).toBe("compose missing");
  expect(judgeDocker({ ...working, compose: "1.29.2" })).toBe("compose missing");
});

test("an engine that refuses this user is not taken for one that is missing", () => {
  expect(judgeDocker({ ...working, engine: undefined, complaint: refused })).toBe("not permitted");
});

test("an engine chosen by name is not replaced by one on this machine", () => {
  expect(judgeDocker({ ...nothing, elsewhere: "DOCKER_HOST=tcp://gpu:2375" })).toBe(
    "chosen engine is silent",
  );
});

test("what is installed is started, what is not is installed", () => {
  expect(judgeDocker({ ...nothing, daemon: "26.1.5+dfsg1" })).toBe("not running");
  expect(judgeDocker(nothing)).toBe("not installed");
});

test("every reason names what is, what is wanted and what to type next", () => {
  const seen = { ...nothing, daemon: "20.10.24" };
  expect(tellCannot(cannotBecause("engine too old", seen))).toBe(
    `Docker Engine 20.10.24 is installed here; stack needs Engine 25.0.0 or newer with Compose 2.24.4 or newer. It is yours, so it is not touched.
Next:
  upgrade it: https://docs.docker.com/engine/install/`,
  );
  const noRoot = cannotBecause("no root", nothing);
  expect(noRoot.reason).toContain("neither root nor may use sudo");
  const [, script = ""] = /^sudo "\$\(command -v node\)" '(.+)'$/u.exec(noRoot.next[0] ?? "") ?? [];
  expect(existsSync(script)).toBe(true);
});
