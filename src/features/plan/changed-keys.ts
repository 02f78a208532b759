import { definedTexts } from "../../core/environment/config-schema.ts";
import type { ConfigService } from "../../core/environment/config-schema.ts";
import type { Model, Service } from "../../core/environment/model.ts";
import type { MadeWith } from "../../world/engine/container.ts";

export interface Compared {
  readonly service: Service;
  /** As the merged files have it. */
  readonly written: ConfigService | undefined;
  readonly model: Pick<Model, "networks" | "volumes">;
  readonly made: MadeWith;
  /** What the image it was made of sets itself; undefined where it is not here any more. */
  readonly imageVariables: Readonly<Record<string, string>> | undefined;
}

/**
 * The keys of a service in which its container differs from what the files say now; names alone, for among the values
 * are secrets. What cannot be seen on a container is left out, so there may be none though something has changed.
 */
export function changedKeys(compared: Compared): readonly string[] {
  const { service, made } = compared;
  const { image, command, entrypoint, memoryLimitBytes = 0, restart } = service;
  const keys: readonly (readonly [key: string, isChanged: boolean])[] = [
    ["image", image !== undefined && image !== made.image],
    // left out, both are the image's own
    ["command", command !== undefined && !isSame(command, made.command)],
    ["entrypoint", entrypoint !== undefined && !isSame(entrypoint, made.entrypoint)],
    ["healthcheck", checkChanged(service, made)],
    ["mem_limit", memoryLimitBytes !== made.memoryBytes],
    ["networks", networksChanged(compared)],
    ["ports", !isSame(wantedPorts(service), madePorts(made))],
    ["restart", restart !== restartOf(made)],
    ["volumes", volumesChanged(compared)],
  ];
  const changed = keys.flatMap(([key, isChanged]) => (isChanged ? [key] : []));
  return [...changed, ...environmentKeys(compared), ...writtenKeys(compared)].toSorted();
}

/** Compose brings these from the settings of the docker command. */
const proxySettings = /^(?:https?|ftp|all|no)_proxy$/iu;

function environmentKeys({ service, made, imageVariables }: Compared): readonly string[] {
  const { environment } = service;
  const set = Object.keys(environment).filter((name) => environment[name] !== made.environment[name]);
  const unset = Object.entries(made.environment).filter(
    ([name, value]) =>
      environment[name] === undefined &&
      imageVariables !== undefined &&
      imageVariables[name] !== value &&
      !proxySettings.test(name),
  );
  return [...set, ...unset.map(([name]) => name)].map((name) => `environment.${name}`);
}

/** What only the merged files say. */
function writtenKeys({ written, made }: Compared): readonly string[] {
  if (written === undefined) return [];
  const text = (key: string): string | undefined => {
    const value = written[key];
    return typeof value === "string" ? value.replaceAll("$$", "$") : undefined;
  };
  const labels = Object.entries(definedTexts(labelsIn(written)));
  const changed = labels.filter(([name, value]) => made.labels[name] !== value.replaceAll("$$", "$"));
  const keys: readonly (readonly [key: string, isChanged: boolean])[] = [
    ["user", text("user") !== undefined && text("user") !== made.user],
    ["working_dir", text("working_dir") !== undefined && text("working_dir") !== made.workingDirectory],
    ["logging", written.logging?.driver !== undefined && written.logging.driver !== made.logDriver],
    ["privileged", (written["privileged"] === true) !== made.privileged],
    ["read_only", (written["read_only"] === true) !== made.isReadOnly],
  ];
  return [
    ...keys.flatMap(([key, isChanged]) => (isChanged ? [key] : [])),
    ...changed.map(([name]) => `labels.${name}`),
  ];
}

function labelsIn(written: ConfigService): Readonly<Record<string, string | undefined>> {
  const { labels } = written;
  if (typeof labels !== "object" || labels === null) return {};
  return Object.fromEntries(
    Object.entries(labels).map(([name, value]) => [name, typeof value === "string" ? value : undefined]),
  );
}

function checkChanged({ healthCheck }: Service, { healthCheck: made }: MadeWith): boolean {
  if (healthCheck?.kind === "disabled") return made !== undefined;
  // without one of its own it has the image's
  if (healthCheck === undefined) return false;
  const { test, intervalMs, timeoutMs, startPeriodMs, retries } = healthCheck;
  const isAs = (wanted: number | undefined, has: number | undefined): boolean =>
    wanted === undefined || wanted === has;
  return (
    !isSame(test, made?.test ?? []) ||
    !isAs(intervalMs, made?.intervalMs) ||
    !isAs(timeoutMs, made?.timeoutMs) ||
    !isAs(startPeriodMs, made?.startPeriodMs) ||
    !isAs(retries, made?.retries)
  );
}

function networksChanged({ service, model, made }: Compared): boolean {
  if (service.networkMode !== undefined) return false;
  const names = service.networks.map((key) => model.networks.find((each) => each.key === key)?.name ?? key);
  return !isSame(names.toSorted(), made.networks.toSorted());
}

function wantedPorts({ ports }: Service): readonly string[] {
  return ports
    .map(({ address, host, container, protocol }) => portText(address, host, `${container}/${protocol}`))
    .toSorted();
}

function madePorts({ ports }: MadeWith): readonly string[] {
  return ports
    .map(({ hostAddress, hostPort, containerPort, protocol }) =>
      portText(hostAddress, hostPort, `${containerPort}/${protocol}`),
    )
    .toSorted();
}

function portText(address: string, host: number | undefined, container: string): string {
  return `${address === "0.0.0.0" ? "" : address}:${host ?? ""}:${container}`;
}

function restartOf({ restartPolicy: { name, retries } }: MadeWith): string {
  return name === "on-failure" && retries > 0 ? `${name}:${retries}` : name;
}

/** Compose mounts secrets and configs too, and an image may declare volumes, which have no name. */
function volumesChanged({ service, model, made }: Compared): boolean {
  const wanted = service.mounts.filter(({ kind }) => kind === "bind" || kind === "volume");
  const nameOf = (key: string): string => model.volumes.find((volume) => volume.key === key)?.name ?? key;
  const isThere = wanted.every(({ kind, source, target, readOnly }) =>
    made.mounts.some(
      ({ type, name, source: from, destination, isReadOnly }) =>
        type === kind &&
        destination === target &&
        isReadOnly === readOnly &&
        (source === "" || (kind === "bind" ? from === source : name === nameOf(source))),
    ),
  );
  const targets = new Set(wanted.map(({ target }) => target));
  const isLeft = made.mounts.some(
    ({ type, name = "", destination }) =>
      type === "volume" && !/^[\da-f]{64}$/u.test(name) && !targets.has(destination),
  );
  return !isThere || isLeft;
}

function isSame(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((text, index) => text === other[index]);
}
