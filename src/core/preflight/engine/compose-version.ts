import type { ProcessResult } from "../../../world/processes/processes.ts";
import type { World } from "../../../world/world.ts";
import { check } from "../check.ts";
import type { Check, Finding } from "../check.ts";
import { installDocker, observeDistribution } from "./distribution.ts";
import type { Distribution } from "./distribution.ts";
import { fail, pass } from "../finding.ts";
import { observeOnce } from "../observe-once.ts";
import type { Observer } from "../observe-once.ts";
import { isAtLeast, parseVersion } from "../version.ts";

interface ComposeObservation {
  readonly plugin: ProcessResult;
  /** The stand-alone `docker-compose`; asked only where the plugin is not there. */
  readonly standalone: ProcessResult | undefined;
  readonly distribution: Distribution;
}

const wanted = "2.24.4";

export type ComposeObserver = Observer<ProcessResult>;

/** What `docker compose` says of itself. */
export function composeObserver(): ComposeObserver {
  return observeOnce(async (world, signal) => world.compose.version(signal));
}

/** Is `docker compose` there, and new enough for `!reset` and `!override`? */
export function composeCheck(look: ComposeObserver): Check {
  const observe: Observer<ComposeObservation> = async (world, signal) => observeCompose(world, signal, look);
  return check({ name: "compose", observe, judge: (seen) => [judgeCompose(seen)] });
}

async function observeCompose(
  world: World,
  signal: AbortSignal,
  look: ComposeObserver,
): Promise<ComposeObservation> {
  const [plugin, distribution] = await Promise.all([look(world, signal), observeDistribution(world.files)]);
  const standalone =
    versionIn(plugin) === undefined
      ? await world.processes.run({
          command: "docker-compose",
          args: ["version", "--short"],
          timeoutMs: 4_000,
          signal,
        })
      : undefined;
  return { plugin, standalone, distribution };
}

function versionIn(result: ProcessResult): readonly number[] | undefined {
  return result.kind === "exited" && result.exitCode === 0 ? parseVersion(result.stdout) : undefined;
}

function judgeCompose({ plugin, standalone, distribution }: ComposeObservation): Finding {
  const version = versionIn(plugin);
  if (version === undefined) {
    const why = whyBroken(plugin);
    return why === undefined ? judgeWithoutPlugin(standalone, distribution) : broken(why, distribution);
  }
  const found = version.join(".");
  return isAtLeast(version, wanted.split(".").map(Number))
    ? pass("compose.ready", `Docker Compose ${found}`, { version: found })
    : fail("compose.too-old", {
        title: `Docker Compose ${found} is too old: ${wanted} or newer is needed`,
        detail:
          "older ones cannot replace a list when layers merge (!override), so the GPU layers would not hold",
        fix: installDocker(distribution),
        data: { version: found, wanted },
      });
}

/** Why a plugin that is there does not work; undefined where there is none. */
function whyBroken(plugin: ProcessResult): string | undefined {
  switch (plugin.kind) {
    case "not-found":
    case "not-permitted":
      return undefined;
    case "timed-out":
    case "aborted":
      return "it did not answer in time";
    case "endless":
      return "its answer had no end";
    case "killed":
      return `it was ended by ${plugin.signal}`;
    case "exited":
      return whyFailed(plugin);
  }
}

function whyFailed({
  exitCode,
  stdout,
  stderr,
}: Extract<ProcessResult, { readonly kind: "exited" }>): string | undefined {
  if (noSuchCommand.test(stderr)) return undefined;
  const said = (exitCode === 0 ? stdout : stderr).trim().split("\n").at(-1) ?? "";
  const code = `exit code ${String(exitCode)}`;
  return said === "" ? `it ended with ${code} and no version` : `${said.slice(0, 200)} (${code})`;
}

/** The docker command of each age, where it has no such plugin. */
const noSuchCommand = /is not a docker command|unknown (?:docker )?command|unknown (?:shorthand )?flag/iu;

function broken(why: string, distribution: Distribution): Finding {
  return fail("compose.no-version", {
    title: "docker compose is here, and does not say its version",
    detail: why,
    fix: `see what it says by itself: docker compose version; where that says no more, put it in anew: ${installDocker(distribution)}`,
    data: { wanted },
  });
}

function judgeWithoutPlugin(standalone: ProcessResult | undefined, distribution: Distribution): Finding {
  const version = standalone === undefined ? undefined : versionIn(standalone);
  const fix = installDocker(distribution);
  if (version?.[0] === 1) {
    return fail("compose.v1-only", {
      title: `only docker-compose ${version.join(".")} is here, which is no longer maintained`,
      detail: `the plugin docker compose, ${wanted} or newer, is needed`,
      fix,
      data: { version: version.join("."), wanted },
    });
  }
  return fail("compose.missing", {
    title: "docker compose is not installed",
    detail:
      version === undefined
        ? `${wanted} or newer is needed, as a plugin of the docker command`
        : `docker-compose ${version.join(".")} is here, but not as a plugin of the docker command`,
    fix:
      version === undefined
        ? fix
        : "mkdir -p ~/.docker/cli-plugins && ln -s $(command -v docker-compose) ~/.docker/cli-plugins/docker-compose",
    data: { wanted },
  });
}
