import type { FindingDocumentation } from "./finding-documentation.ts";
import { gpuFindingIds } from "./gpu/gpu-finding-ids.ts";
import { secretFindingIds } from "./secret-finding-ids.ts";

/** Every id a finding can have. The README's table is made of this. */
export const findingIds = {
  "engine.ready": { meaning: "a Docker Engine that is new enough answers", fix: "" },
  "engine.missing": { meaning: "Docker is not installed", fix: "install Docker Engine 25 or newer" },
  "engine.not-running": { meaning: "Docker is installed, but its engine does not run", fix: "start it" },
  "engine.permission": {
    meaning: "this user may not use the engine's socket",
    fix: "join the group docker, use a rootless engine or a context of your own, or sudo",
  },
  "engine.hanging": { meaning: "the engine does not answer in time", fix: "restart it" },
  "engine.unreachable": {
    meaning: "DOCKER_HOST or the context points to an engine that cannot be reached",
    fix: "check the address, or turn back to the default context",
  },
  "engine.too-old": { meaning: "the engine is older than 25", fix: "upgrade it" },
  "engine.elsewhere": {
    meaning: "the engine is another machine, so ports, memory and disk of this one say nothing about it",
    fix: "nothing, if it is meant; else docker context use default",
  },
  "engine.cgroup-v1": {
    meaning: "control groups version 1: limits may not hold",
    fix: "boot with version 2",
  },
  "engine.storage-driver": {
    meaning: "the storage driver vfs copies every layer",
    fix: "use overlay2 where the file system can",
  },
  "compose.ready": { meaning: "docker compose is there and new enough", fix: "" },
  "compose.missing": { meaning: "the plugin docker compose is not installed", fix: "install it" },
  "compose.too-old": { meaning: "docker compose is older than 2.24.4", fix: "upgrade it" },
  "compose.v1-only": { meaning: "only the abandoned docker-compose 1 is there", fix: "install the plugin" },
  "credential.helper-missing": {
    meaning: "Docker's settings name a credential helper that is not installed, so pulls fail",
    fix: "install it, or remove the entry",
  },
  "port.in-use": {
    meaning: "a port that a service publishes is taken; the finding says by whom",
    fix: "stop the holder, or set the variable to the free port that is named",
  },
  "port.collision": { meaning: "the model itself gives one port out twice", fix: "change one of them" },
  "port.no-address": {
    meaning: "a port is published on an address that this machine does not have",
    fix: "change the address",
  },
  "port.privileged": {
    meaning: "a rootless engine may not publish a port this low",
    fix: "choose one above 1023, or lower the limit",
  },
  "cpu.limit": {
    meaning: "a service's CPU limit is above what the engine has, so its container cannot be created",
    fix: "lower it",
  },
  "memory.total": {
    meaning: "the machine has less than 0.9 of the memory wanted",
    fix: "need less, or add some",
  },
  "memory.available": { meaning: "less memory than wanted is available now", fix: "end what takes most" },
  "disk.free": {
    meaning: "less space than wanted is free where Docker keeps its data",
    fix: "stack clean, or move Docker's data",
  },
  "disk.reclaimable": {
    meaning: "more than 30 % of what images and build cache take is of no use to any container",
    fix: "nothing has to be done; stack clean shows what of it is this stack's",
  },
  "shell.variable": {
    meaning:
      "a variable of the environment is set in the caller's shell; Compose by hand would take that value",
    fix: "unset it; use --set for another value",
  },
  "volume.diverged": {
    meaning: "a volume is not what the files say; Compose would make it anew, without its data",
    fix: "undo the change, or use another name",
  },
  "volume.missing": { meaning: "an external volume does not exist", fix: "create it" },
  "restore.unfinished": {
    meaning:
      "a restore was cut off; while its data is half the old and half the backup's, nothing starts on it",
    fix: "stack restore again finishes it; restoring what it saved before undoes it",
  },
  "volume.foreign": { meaning: "a volume was made by another project", fix: "use another name" },
  "file.missing": {
    meaning: "something that a service mounts does not exist; Docker would make a folder of it",
    fix: "put it there",
  },
  "file.wrong-kind": { meaning: "a folder stands where a file is wanted, or the reverse", fix: "replace it" },
  "file.unreadable": { meaning: "the container's user may not read a mounted file", fix: "chmod a+rX" },
  "model.directory": { meaning: "the folder for models does not exist", fix: "create it" },
  "model.disk": { meaning: "the model does not fit where models are kept", fix: "free some space" },
  "model.token": {
    meaning: "a gated model is wanted and there is no token",
    fix: "set HF_TOKEN in the env file",
  },
  "host.max-map-count": {
    meaning: "vm.max_map_count is too low for Elasticsearch",
    fix: "sysctl -w vm.max_map_count=262144, or stack doctor --fix",
  },
  "host.clock": { meaning: "the clock is years off, so certificates are refused", fix: "set it" },
  "host.inotify": { meaning: "few files can be watched", fix: "raise the limit that is named" },
  "host.open-files": { meaning: "nearly as many files are open as there may be", fix: "raise fs.file-max" },
  "host.wsl": { meaning: "the folder is on a Windows disk", fix: "move it into the Linux file system" },
  "host.selinux": {
    meaning: "SELinux may keep services from mounted files",
    fix: "label them for containers",
  },
  "host.firewall": {
    meaning: "ports are published beyond this machine, and ufw does not see them",
    fix: "publish on 127.0.0.1, or filter in DOCKER-USER",
  },
  ...gpuFindingIds,
  ...secretFindingIds,
} as const satisfies Record<string, FindingDocumentation>;

export type FindingId = keyof typeof findingIds;

/** What any check can end as, by its name: `port.timed-out`, `port.broken`. */
const generalFindings: Readonly<Record<string, FindingDocumentation>> = {
  "timed-out": {
    meaning: "the check took longer than it may, so its answer is not known",
    fix: "run it again",
  },
  broken: { meaning: "the check itself failed", fix: "report it, with stack doctor --report" },
};

export function isDocumented(id: string): boolean {
  return id in findingIds || id.slice(id.lastIndexOf(".") + 1) in generalFindings;
}
