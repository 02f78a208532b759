import { existsSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { readAptSettings } from "../set-up/apt-settings.mjs";
import { readAptSources } from "../set-up/apt-sources.mjs";
import { archiveWithSuite, debianItself, stanzaFor } from "../set-up/debian-archive.mjs";
import { $ } from "zx";

/** @typedef {{ readonly problem: string } | { readonly bin: string, readonly config: string }} Unpacked */

/**
 * Unpacks Debian unstable's Docker into a folder, without installing anything: `bin` has its programs, `config` is
 * a DOCKER_CONFIG with its Compose. apt works on lists and caches of its own there, so the machine's stay as they
 * are. runc is the machine's: the newer one would need a newer C library.
 *
 * @param {string} folder an absolute path
 * @returns {Promise<Unpacked>}
 */
export async function unpackEngineFromSid(folder) {
  const places = { bin: join(folder, "bin"), config: join(folder, "config") };
  if (existsSync(join(folder, "complete"))) return places;
  rmSync(folder, { recursive: true, force: true });
  const problem = (await downloaded(folder)) ?? (await unpacked(folder));
  if (problem !== undefined) return { problem };
  linkPrograms(folder, places);
  for (const name of ["debs", "lists", "cache"]) rmSync(join(folder, name), { recursive: true });
  writeFileSync(join(folder, "complete"), "");
  return places;
}

const packages = ["docker.io", "docker-cli", "containerd", "docker-compose", "docker-buildx"];

/** @param {string} folder */
async function downloaded(folder) {
  const config = writeAptFiles(folder);
  const env = { ...process.env, APT_CONFIG: config };
  const inFolder = $({ cwd: join(folder, "debs"), env, timeout: "5m", nothrow: true, quiet: true });
  for (const command of [["update"], ["download", ...packages]]) {
    const answer = await inFolder`apt-get -q ${command}`;
    if (!answer.ok)
      return `apt-get ${command[0]} ended with ${answer.exitCode}:\n${answer.text()}${answer.stderr}`;
  }
  return undefined;
}

/** @param {string} folder */
function writeAptFiles(folder) {
  for (const name of ["debs", "lists/partial", "cache/archives/partial", "none"]) {
    mkdirSync(join(folder, name), { recursive: true });
  }
  const archives = [...readAptSettings()].flatMap(([path, text]) => readAptSources(path, text));
  const known = ["bookworm", "trixie", "forky", "sid"].map((suite) => archiveWithSuite(archives, suite));
  const archive = known.find((found) => found !== undefined) ?? debianItself;
  writeFileSync(join(folder, "apt.sources"), stanzaFor(archive, "sid"));
  writeFileSync(join(folder, "status"), "");
  writeFileSync(join(folder, "apt.conf"), aptConf(folder));
  return join(folder, "apt.conf");
}

/** @param {string} folder */
function aptConf(folder) {
  return `Dir::State "${folder}";
Dir::State::lists "${folder}/lists";
Dir::State::status "${folder}/status";
Dir::Cache "${folder}/cache";
Dir::Etc::sourcelist "${folder}/apt.sources";
Dir::Etc::sourceparts "${folder}/none";
Dir::Etc::preferences "${folder}/none/preferences";
Dir::Etc::preferencesparts "${folder}/none";
APT::Sandbox::User "${process.env["USER"] ?? "root"}";
`;
}

/** @param {string} folder */
async function unpacked(folder) {
  for (const deb of readdirSync(join(folder, "debs"))) {
    const unpacking = $({ timeout: "1m", nothrow: true, quiet: true });
    const answer = await unpacking`dpkg-deb -x ${join(folder, "debs", deb)} ${join(folder, "root")}`;
    if (!answer.ok) return `dpkg-deb cannot unpack ${deb}: ${answer.stderr}`;
  }
  return undefined;
}

/**
 * @param {string} folder
 * @param {{ readonly bin: string, readonly config: string }} places
 */
function linkPrograms(folder, { bin, config }) {
  const programs = ["usr/bin", "usr/sbin"].flatMap((name) => filesIn(join(folder, "root", name)));
  const plugins = filesIn(join(folder, "root/usr/libexec/docker/cli-plugins"));
  const links = [
    ...programs.map((path) => ({ path, at: join(bin, basename(path)) })),
    ...plugins.map((path) => ({ path, at: join(config, "cli-plugins", basename(path)) })),
  ];
  for (const { path, at } of links) {
    mkdirSync(dirname(at), { recursive: true });
    symlinkSync(path, at);
  }
}

/** @param {string} folder */
function filesIn(folder) {
  return existsSync(folder) ? readdirSync(folder).map((name) => join(folder, name)) : [];
}
