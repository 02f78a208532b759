import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { enginePackagesFor, missingPackages } from "../../bin/set-up/engine-packages.mjs";

const bookworm = { family: "debian", name: "Debian GNU/Linux 12 (bookworm)", codename: "bookworm" } as const;
const trixie = { family: "debian", name: "Debian GNU/Linux 13 (trixie)", codename: "trixie" } as const;
const noble = { family: "ubuntu", name: "Ubuntu 24.04.5 LTS", codename: "noble" } as const;
const noSources = new Map<string, string>();
const bookwormSources = new Map([
  ["debian.sources", readFileSync("test/fixtures/set-up/bookworm.sources", "utf8")],
]);

test("Debian 13 and Ubuntu take their own packages", () => {
  expect(enginePackagesFor(trixie, noSources)).toEqual({
    packages: ["docker.io", "docker-cli", "docker-compose", "docker-buildx", "iptables"],
    compose: "docker-compose",
    aptFiles: [],
  });
  expect(enginePackagesFor(noble, noSources)).toEqual({
    packages: ["docker.io", "docker-compose-v2", "docker-buildx", "iptables"],
    compose: "docker-compose-v2",
    aptFiles: [],
  });
});

test("Debian 12 takes Debian 13's from the mirrors it uses, security updates too", () => {
  const [sources] = enginePackagesFor(bookworm, bookwormSources)?.aptFiles ?? [];
  expect(sources?.path).toBe("/etc/apt/sources.list.d/stack-engine.sources");
  expect(sources?.text).toBe(`Types: deb
URIs: http://deb.debian.org/debian
Suites: trixie
Components: main
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg

Types: deb
URIs: http://deb.debian.org/debian-security
Suites: trixie-security
Components: main
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg
`);
});

test("a mirror of one's own is used, with what it was trusted by", () => {
  const own = new Map([
    ["/etc/apt/sources.list", "deb [trusted=yes] https://mirror.example/debian bookworm main"],
  ]);
  const [sources] = enginePackagesFor(bookworm, own)?.aptFiles ?? [];
  expect(sources?.text).toBe(`Types: deb
URIs: https://mirror.example/debian
Suites: trixie
Components: main
Trusted: yes
`);
});

test("nothing but the engine comes from Debian 13, and never the C library's dependents", () => {
  const [, preferences] = enginePackagesFor(bookworm, noSources)?.aptFiles ?? [];
  expect(preferences?.text).toContain("Package: *\nPin: release n=trixie*\nPin-Priority: -1");
  expect(preferences?.text).toContain(
    "Package: docker.io docker-cli docker-compose docker-buildx containerd\n",
  );
});

test("systems whose packages cannot do, or that are unknown, get none", () => {
  expect(enginePackagesFor({ ...bookworm, codename: "bullseye" }, noSources)).toBeUndefined();
  expect(enginePackagesFor({ ...noble, codename: "focal" }, noSources)).toBeUndefined();
  expect(enginePackagesFor({ ...noble, family: "other" }, noSources)).toBeUndefined();
});

test("beside an installed engine, only Compose is added, and only if it is wanting", () => {
  const offered = { packages: ["docker.io", "docker-compose"], compose: "docker-compose", aptFiles: [] };
  const works = { hasClient: true, daemon: "26.1.5", engine: "26.1.5", compose: "2.26.1-4" };
  const missing = (
    seen: Partial<typeof works>,
    without: readonly (keyof typeof works)[] = [],
  ): readonly string[] =>
    missingPackages(offered, {
      hasClient: seen.hasClient ?? works.hasClient,
      daemon: without.includes("daemon") ? undefined : works.daemon,
      engine: without.includes("engine") ? undefined : works.engine,
      compose: without.includes("compose") ? undefined : (seen.compose ?? works.compose),
    });
  expect(missing({})).toEqual([]);
  expect(missing({}, ["engine"])).toEqual([]);
  expect(missing({}, ["compose"])).toEqual(["docker-compose"]);
  expect(missing({ compose: "1.29.2" }, ["engine"])).toEqual(["docker-compose"]);
  expect(missing({}, ["engine", "daemon"])).toEqual(offered.packages);
  expect(missing({ hasClient: false }, ["engine"])).toEqual(offered.packages);
});
