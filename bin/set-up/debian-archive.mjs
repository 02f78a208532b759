/** @typedef {import("./apt-sources.mjs").Archive} Archive */

/**
 * The archive this machine takes a suite's main packages from, if it takes any.
 *
 * @param {readonly Archive[]} archives
 * @param {string} suite
 */
export function archiveWithSuite(archives, suite) {
  return archives.find(({ suites, components }) => suites.includes(suite) && components.includes("main"));
}

/**
 * Debian's own, for a machine whose sources name no mirror of it.
 *
 * @type {Archive}
 */
export const debianItself = {
  uri: "http://deb.debian.org/debian",
  suites: [],
  components: ["main"],
  signedBy: "/usr/share/keyrings/debian-archive-keyring.gpg",
  trusted: false,
};

/**
 * The stanza of a sources file that takes another suite from an archive.
 *
 * @param {Archive} archive
 * @param {string} suite
 */
export function stanzaFor({ uri, signedBy, trusted }, suite) {
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
