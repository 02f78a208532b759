import { check } from "../check.ts";
import type { Check, Finding } from "../check.ts";
import { installDocker, observeDistribution, startDocker } from "./distribution.ts";
import type { Distribution } from "./distribution.ts";
import { observeContext } from "./observe-engine.ts";
import type { DockerContext, EngineObserver } from "./observe-engine.ts";
import { fail, pass, warn } from "../finding.ts";
import type { FindingData } from "../finding.ts";
import { isAtLeast, parseVersion } from "../version.ts";
import type { EngineAnswer, EngineInfo } from "../../../world/engine/engine.ts";
import type { World } from "../../../world/world.ts";

interface EngineObservation {
  readonly answer: EngineAnswer<EngineInfo>;
  readonly context: DockerContext;
  readonly distribution: Distribution;
  readonly platform: string;
  readonly userName: string;
  /** Whether the group file already lists the user in `docker`. */
  readonly inDockerGroup: boolean;
  /** What leads to the engine in use. */
  readonly chosenBy: Chooser;
  /** A socket of the user's own (rootless, Docker Desktop) that is there but not used. */
  readonly ownSocket: string | undefined;
}

type Chooser = "DOCKER_HOST" | "DOCKER_CONTEXT" | "the current context";

/** Is there an engine, may we use it, is it new enough, and is it this machine's? */
export function engineCheck(observeEngine: EngineObserver): Check {
  return check({
    name: "engine",
    observe: async (world, signal) => observeEngineAndHost(world, observeEngine, signal),
    judge: judgeEngine,
  });
}

async function observeEngineAndHost(
  world: World,
  observeEngine: EngineObserver,
  signal: AbortSignal,
): Promise<EngineObservation> {
  const [answer, distribution] = await Promise.all([
    observeEngine(world, signal),
    observeDistribution(world.files),
  ]);
  const { platform, userName, environment } = world.machine;
  const set = (["DOCKER_HOST", "DOCKER_CONTEXT"] as const).find((name) => (environment[name] ?? "") !== "");
  const basics = {
    answer,
    distribution,
    platform,
    userName,
    chosenBy: set ?? "the current context",
  } as const;
  if (answer.kind === "ok") {
    const context = { cli: "present", name: "", address: answer.value.address } as const;
    return { ...basics, context, inDockerGroup: false, ownSocket: undefined };
  }
  const [context, inDockerGroup, ownSocket] = await Promise.all([
    observeContext(world, signal),
    isInDockerGroup(world),
    findOwnSocket(world),
  ]);
  // the one that does not answer is no way out
  const other = `unix://${ownSocket ?? ""}` === context.address ? undefined : ownSocket;
  return { ...basics, context, inDockerGroup, ownSocket: other };
}

async function isInDockerGroup(world: World): Promise<boolean> {
  const groups = await world.files.read("/etc/group");
  const line = groups.kind === "text" ? /^docker:.*$/m.exec(groups.text)?.[0] : undefined;
  return line?.split(":")[3]?.split(",").includes(world.machine.userName) ?? false;
}

async function findOwnSocket({ files, machine }: World): Promise<string | undefined> {
  const runtime = machine.environment["XDG_RUNTIME_DIR"] ?? `/run/user/${machine.userId}`;
  const places = [
    `${runtime}/docker.sock`,
    `${machine.homeDirectory}/.docker/run/docker.sock`,
    `${machine.homeDirectory}/.docker/desktop/docker.sock`,
  ];
  const stats = await Promise.all(places.map(async (path) => ({ path, stat: await files.stat(path) })));
  return stats.find(({ stat }) => stat.kind === "other")?.path;
}

function judgeEngine(observation: EngineObservation): readonly Finding[] {
  const { answer } = observation;
  return answer.kind === "ok"
    ? judgeAnswering(answer.value, observation)
    : [judgeSilent(answer.error.kind, answer.error.message, observation)];
}

function judgeAnswering(info: EngineInfo, { distribution, chosenBy }: EngineObservation): readonly Finding[] {
  const elsewhere = info.local
    ? []
    : [
        warn("engine.elsewhere", {
          title: `the engine is another machine: ${info.address}`,
          detail:
            "ports, memory, disk, GPUs and mounted files of this machine say nothing about it and are not checked",
          fix: `to use this machine's engine: ${backToUsual(chosenBy)}`,
          data: { address: info.address },
        }),
      ];
  return [judgeVersion(info, distribution), ...elsewhere];
}

function judgeVersion(info: EngineInfo, distribution: Distribution): Finding {
  const { version, apiVersion, address, storageDriver, rootless } = info;
  const parsed = parseVersion(version);
  if (parsed !== undefined && isAtLeast(parsed, [25])) {
    return pass("engine.ready", `Docker Engine ${version}${rootless ? ", rootless" : ""}`, {
      version,
      apiVersion,
      address,
      storageDriver,
      rootless,
    });
  }
  const podman = parsed !== undefined && !isAtLeast(parsed, [17]);
  return fail("engine.too-old", {
    title: `Docker Engine ${version} is too old: 25 or newer is needed`,
    detail: podman
      ? "such a number is Podman's, which is not supported"
      : "health checks while starting (start_interval) need Engine 25",
    fix: installDocker(distribution),
    data: { version, wanted: "25.0.0" },
  });
}

function judgeSilent(kind: string, message: string, observation: EngineObservation): Finding {
  const { context, distribution } = observation;
  const data = { context: context.name, address: context.address, message };
  // Without an address the context itself is broken, which no starting of anything would mend.
  const elsewhere = !context.address.startsWith("unix://");
  if (kind === "not-permitted") return judgeForbidden(observation, data);
  if (context.cli === "missing") {
    return fail("engine.missing", {
      title: "Docker is not installed",
      detail: "there is no docker command, and no engine answers",
      fix: installDocker(distribution),
      data,
    });
  }
  if (kind !== "unreachable" || elsewhere) {
    return fail(kind === "timed-out" ? "engine.hanging" : "engine.unreachable", {
      title:
        kind === "timed-out"
          ? "the Docker Engine does not answer in time"
          : "the Docker Engine cannot be reached",
      detail: [message, context.name, context.address].filter((text) => text !== "").join("; "),
      fix: elsewhere
        ? `check that ${context.address === "" ? "the context (docker context ls)" : context.address} is right and up, or use this machine's engine: ${backToUsual(observation.chosenBy)}`
        : restartEngine(context.address),
      data,
    });
  }
  const told = observation.chosenBy === "DOCKER_HOST";
  return fail("engine.not-running", {
    title: "the Docker Engine is not running",
    detail: told ? `DOCKER_HOST leads there: ${message}` : message,
    fix: told
      ? `start the engine behind it (${startEngine(observation)}), or use this machine's usual one: ${backToUsual("DOCKER_HOST")}`
      : (socketAdvice(observation) ?? startEngine(observation)),
    data,
  });
}

function judgeForbidden(observation: EngineObservation, data: FindingData<"engine.permission">): Finding {
  const { userName, inDockerGroup, context } = observation;
  const socket = context.address.startsWith("unix://")
    ? context.address.slice("unix://".length)
    : "its socket";
  return fail("engine.permission", {
    title: `${userName} may not use the Docker Engine`,
    detail: inDockerGroup
      ? `${userName} is in the group docker, but this session is older than that`
      : `${socket} is for root and the group docker; members of that group can become root`,
    fix:
      socketAdvice(observation) ??
      (inDockerGroup
        ? "newgrp docker, or log out and in again"
        : `sudo usermod -aG docker ${userName}, then newgrp docker; or without that right: dockerd-rootless-setuptool.sh install; or run stack with sudo`),
    data,
  });
}

/** How to turn to an engine of the user's own that is there but not the one in use. */
function socketAdvice(observation: { readonly ownSocket: string | undefined }): string | undefined {
  return observation.ownSocket === undefined
    ? undefined
    : `an engine of your own listens at ${observation.ownSocket}: export DOCKER_HOST=unix://${observation.ownSocket}`;
}

/** A variable wins over the current context. */
function backToUsual(chosenBy: Chooser): string {
  return chosenBy === "the current context" ? "docker context use default" : `unset ${chosenBy}`;
}

/** An engine that runs for one user alone is that user's service. */
function isRootless(address: string): boolean {
  return /^unix:\/\/\/run\/user\/\d+\//u.test(address);
}

function startEngine({ context, distribution, platform }: EngineObservation): string {
  if (context.address.includes("/.docker/") && platform !== "darwin")
    return "systemctl --user start docker-desktop";
  if (!isRootless(context.address)) return startDocker(distribution, platform);
  return distribution.systemd ? "systemctl --user start docker" : "dockerd-rootless.sh, and leave it running";
}

function restartEngine(address: string): string {
  return isRootless(address)
    ? "systemctl --user restart docker; its log: journalctl --user -u docker -n 50"
    : "sudo systemctl restart docker; its log: journalctl -u docker -n 50";
}
