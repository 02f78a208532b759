import { archiveWithSuite, debianItself, stanzaFor } from "./debian-archive.mjs";

/** @typedef {{ readonly path: string, readonly text: string }} AptFile */

/**
 * The two apt files that let Debian 12 take the engine, and only the engine, from Debian 13: on the mirrors
 * this machine already uses, with a pin that keeps every other package where it is.
 *
 * @param {readonly import("./apt-sources.mjs").Archive[]} archives
 * @returns {readonly AptFile[]}
 */
export function newerDebianFiles(archives) {
  const main = archiveWithSuite(archives, "bookworm") ?? debianItself;
  const security = archiveWithSuite(archives, "bookworm-security");
  const stanzas = [stanzaFor(main, "trixie"), ...(security ? [stanzaFor(security, "trixie-security")] : [])];
  return [
    { path: "/etc/apt/sources.list.d/stack-engine.sources", text: stanzas.join("\n") },
    { path: "/etc/apt/preferences.d/stack-engine", text: preferences },
  ];
}

/**
 * All that the engine needs from the newer release. Not runc: that one would need its C library, and Debian 12's
 * will do.
 */
const packages = ["docker.io", "docker-cli", "docker-compose", "docker-buildx", "containerd"];

const preferences = `# Debian 12's own Docker is too old for stack: these few packages come from Debian 13 ...
# (Before upgrading this machine to Debian 13, remove this file and sources.list.d/stack-engine.sources.)
Package: ${packages.join(" ")}
Pin: release n=trixie*
Pin-Priority: 900

# ... and nothing else does.
Package: *
Pin: release n=trixie*
Pin-Priority: -1
`;
