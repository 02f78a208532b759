#!/usr/bin/env node
// Builds Docker Compose of another version from Go's module proxy into a folder, installs nothing, and tells how to run
// the tests with it. Needs Go, new enough for that version, and some minutes the first time.
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { readOptions } from "./development/options.mjs";
import { $ } from "zx";

const typed = readOptions(process.argv.slice(2), ["folder"]);
const version = typed?.words[0]?.replace(/^v/u, "");
const [major] = /^\d+(?=\.\d+\.\d+$)/u.exec(version ?? "") ?? [];
if (typed === undefined || version === undefined || major === undefined)
  refuse("Usage: node bin/compose-version.mjs <version, such as 2.40.3 or 5.6.0> [--folder <folder>]");
else await built(resolve(typed.option("folder") ?? join(tmpdir(), `stack-compose-${version}`)));

/** @param {string} folder a DOCKER_CONFIG afterwards */
async function built(folder) {
  const plugin = join(folder, "cli-plugins", "docker-compose");
  if (!existsSync(plugin)) {
    const problem = await build(plugin);
    if (problem !== undefined) return refuse(problem);
    writeFileSync(join(folder, "config.json"), "{}\n");
  }
  const asked = $({ env: { ...process.env, DOCKER_CONFIG: folder }, nothrow: true, quiet: true });
  const answer = await asked`docker compose version --short`;
  if (answer.stdout.trim().replace(/^v/u, "") !== version)
    return refuse(
      `docker compose with DOCKER_CONFIG=${folder} is not ${version}: ${answer.text()}${answer.stderr}`,
    );
  console.log(`Compose ${version}:  export DOCKER_CONFIG=${folder}`);
}

/**
 * @param {string} plugin where to
 * @returns {Promise<string | undefined>} why not
 */
async function build(plugin) {
  const go = ["go", "/usr/local/go/bin/go"].find((each) =>
    each === "go" ? isOnPath("go") : existsSync(each),
  );
  if (go === undefined) return "Building Compose needs Go, and there is none: https://go.dev/doc/install";
  const module = `github.com/docker/compose/v${major}`;
  const quietly = $({ nothrow: true, quiet: true, timeout: "10m" });
  const download = await quietly`${go} mod download -json ${module}@v${version}`;
  const { Dir: source, Error: reason } = answerIn(download.stdout);
  if (source === undefined) return `Go has no ${module} v${version}: ${reason ?? download.stderr}`;
  mkdirSync(join(plugin, ".."), { recursive: true });
  const flags = `-s -w -X ${module}/internal.Version=v${version}`;
  const building = $({ cwd: source, nothrow: true, quiet: true, timeout: "20m" });
  const made = await building`${go} build -trimpath -buildvcs=false -ldflags ${flags} -o ${plugin} ./cmd`;
  return made.ok ? undefined : `Compose ${version} cannot be built: ${made.stderr}`;
}

/** @param {string} name */
function isOnPath(name) {
  return (process.env["PATH"] ?? "").split(":").some((folder) => existsSync(join(folder, name)));
}

/**
 * @param {string} json
 * @returns {{ readonly Dir?: string, readonly Error?: string }}
 */
function answerIn(json) {
  try {
    return JSON.parse(json);
  } catch {
    return {};
  }
}

/** @param {string} reason */
function refuse(reason) {
  console.error(reason);
  process.exitCode = 1;
}
