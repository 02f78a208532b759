import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { readAptSources } from "../../bin/set-up/apt-sources.mjs";

test("stanzas are read with their comments left out", () => {
  const text = readFileSync("test/fixtures/set-up/bookworm.sources", "utf8");
  const signedBy = "/usr/share/keyrings/debian-archive-keyring.gpg";
  expect(readAptSources("debian.sources", text)).toEqual([
    {
      uri: "http://deb.debian.org/debian",
      suites: ["bookworm", "bookworm-updates"],
      components: ["main"],
      signedBy,
      trusted: false,
    },
    {
      uri: "http://deb.debian.org/debian-security",
      suites: ["bookworm-security"],
      components: ["main"],
      signedBy,
      trusted: false,
    },
  ]);
});

test("lines are read with their options, and source archives and comments are not", () => {
  const text = `# deb http://old.example/debian bookworm main
deb [arch=amd64 signed-by=/etc/apt/keyrings/a.gpg] https://mirror.example/debian bookworm main contrib # ours
deb-src https://mirror.example/debian bookworm main
deb [trusted=yes] file:/srv/debian bookworm main
`;
  expect(readAptSources("/etc/apt/sources.list", text)).toEqual([
    {
      uri: "https://mirror.example/debian",
      suites: ["bookworm"],
      components: ["main", "contrib"],
      signedBy: "/etc/apt/keyrings/a.gpg",
      trusted: false,
    },
    {
      uri: "file:/srv/debian",
      suites: ["bookworm"],
      components: ["main"],
      signedBy: undefined,
      trusted: true,
    },
  ]);
});

test("a key within a stanza is kept as it stands, and archives switched off are not used", () => {
  const key = "\n -----BEGIN PGP PUBLIC KEY BLOCK-----\n .\n mQINBF\n -----END PGP PUBLIC KEY BLOCK-----";
  const on = `Types: deb deb-src\nURIs: http://a.example http://b.example\nSuites: x\nComponents: main\nSigned-By:${key}\n`;
  const off = "Enabled: no\nTypes: deb\nURIs: http://off.example\nSuites: x\nComponents: main\n";
  const archives = readAptSources("a.sources", `${on}\n${off}`);
  expect(archives.map(({ uri }) => uri)).toEqual(["http://a.example", "http://b.example"]);
  expect(archives[0]?.signedBy).toBe(key);
});
