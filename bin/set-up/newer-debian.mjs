/**
 * @typedef {import("./apt-sources.mjs").Archive} Archive
 * @typedef {{ readonly path: string, readonly text: string }} AptFile
 */

/** All that the engine needs from the newer release. Not runc: that one would need its C library, and Debian 12's will do. */
const packages = ["docker.io", "docker-cli", "docker-compose", "docker-buildx", "containerd"];

/**
 * The two apt files that let Debian 12 take the engine, and only the engine, from Debian 13: on the mirrors
 * this machine already uses, with a pin that keeps every other package where it is.
 *
 * @param {readonly Archive[]} archives
 * @returns {readonly AptFile[]}
 */
export function newerDebianFiles(archives) {
  const main = withSuite(archives, "bookworm") ?? debian;
  const security = withSuite(archives, "bookworm-security");
  const stanzas = [stanza(main, "trixie"), ...(security ? [stanza(security, "trixie-security")] : [])];
  return [
    { path: "/etc/apt/sources.list.d/stack-engine.sources", text: stanzas.join("\n") },
    { path: "/etc/apt/preferences.d/stack-engine", text: preferences },
  ];
}

/** @type {Archive} */
const debian = {
  uri: "http://deb.debian.org/debian",
  suites: [],
  components: ["main"],
  signedBy: "/usr/share/keyrings/debian-archive-keyring.gpg",
  trusted: false,
};

const preferences = `# Debian 12's own Docker is too old for stack: these few packages come from Debian 13 ...
Package: ${packages.join(" ")}
Pin: release n=trixie*
Pin-Priority: 900

# ... and nothing else does.
Package: *
Pin: release n=trixie*
Pin-Priority: -1
`;

/**
 * @param {readonly Archive[]} archives
 * @param {string} suite
 */
function withSuite(archives, suite) {
  return archives.find(({ suites, components }) => suites.includes(suite) && components.includes("main"));
}

/**
 * @param {Archive} archive
 * @param {string} suite
 */
function stanza({ uri, signedBy, trusted }, suite) {
  return [
    "Types: deb",
    `URIs: ${uri}`,
    `Suites: ${suite}`,
    "Components: main",
    ...(signedBy === undefined ? [] : [`Signed-By: ${signedBy}`]),
    ...(trusted ? ["Trusted: yes"] : []),
    "",
  ].join("\n");
}
