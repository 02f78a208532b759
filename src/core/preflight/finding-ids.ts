import type { FindingDocumentation } from "./check.ts";
import { gpuFindingIds } from "./gpu/gpu-finding-ids.ts";

/** What can be found of an environment's secrets. */
const secretFindingIds = {
  "secrets.ready": { meaning: "the secrets are there and well", fix: "" },
  "secrets.missing": {
    meaning: "secrets have no value yet; a start generates them",
    fix: "stack secrets generate, or stack doctor --fix",
  },
  "secrets.weak": {
    meaning: "a secret is short or easy to guess; in production nothing starts with it",
    fix: "rotate it",
  },
  "secrets.placeholder": {
    meaning: "a secret has a value that everybody knows; in production nothing starts with it",
    fix: "empty it and generate it",
  },
  "secrets.prefix": {
    meaning: "a secret lacks the prefix its service wants; in production nothing starts with it",
    fix: "write one with it",
  },
  "secrets.duplicated": {
    meaning: "two environments share a secret; if one is production, it does not start",
    fix: "rotate it in one of them",
  },
  "secrets.quoting": {
    meaning: "Compose would read another value than the env file seems to have",
    fix: "put it in single quotes",
  },
  "secrets.unreadable-line": {
    meaning: "a line of the env file cannot be understood",
    fix: "edit the line that is named",
  },
  "secrets.unreadable-file": { meaning: "a file with secrets cannot be read", fix: "chown it" },
  "secrets.two-values": {
    meaning: "a secret has one value in the env file and another in its own file",
    fix: "make both say the same",
  },
  "secrets.world-readable": { meaning: "others of this machine may read secrets", fix: "chmod" },
  "secrets.in-git": { meaning: "secrets are committed to git", fix: "git rm --cached, then rotate them" },
  "secrets.not-ignored": { meaning: "git would take the env file along", fix: "add it to .gitignore" },
  "secrets.drift": {
    meaning: "a volume was initialised with another password than the files have now",
    fix: "put the old value back from the backup, or stack secrets rotate",
  },
  "secrets.immutable-changed": {
    meaning: "a secret that data is encrypted with is not what it was",
    fix: "put the old value back",
  },
  "secrets.certificate": {
    meaning: "a certificate is about to expire, or is not one",
    fix: "stack secrets rotate",
  },
  "secrets.not-generated": { meaning: "a secret could not be made", fix: "correct its entry in stack.yaml" },
  "secrets.not-rotatable": { meaning: "a secret cannot be rotated; the reason is given", fix: "" },
  "secrets.rotation-unfinished": {
    meaning: "a rotation was cut off",
    fix: "stack secrets rotate finishes or undoes it",
  },
  "secrets.not-written": { meaning: "a file with secrets could not be written", fix: "make room, or chown" },
} as const satisfies Record<string, FindingDocumentation>;

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
  "compose.no-version": {
    meaning: "the plugin docker compose is there, and does not say its version",
    fix: "run docker compose version, and mend what it says",
  },
  "compose.missing": { meaning: "the plugin docker compose is not installed", fix: "install it" },
  "compose.too-old": {
    meaning: "docker compose is older than 2.24.4, or than a key or value of the layers",
    fix: "upgrade it",
  },
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
  "network.missing": {
    meaning: "a network that the files call external does not exist",
    fix: "make it, or start first what makes it",
  },
  "network.overlap": {
    meaning: "a subnet that the files give a network overlaps another network's",
    fix: "give it another subnet",
  },
  "network.address": {
    meaning: "a service's fixed address is given out twice, or is none of its network's",
    fix: "give it one of its own, or none",
  },
  "container.name-taken": {
    meaning: "a container_name is that of another project's container",
    fix: "rename one of them",
  },
  "device.missing": {
    meaning: "a service wants a device that this machine does not have",
    fix: "plug it in, or take it out of the service",
  },
  "runtime.missing": {
    meaning: "a service wants a container runtime that the engine does not have",
    fix: "install and register it, or take it out of the service",
  },
  "log-driver.missing": {
    meaning: "a service wants a log driver that the engine does not have",
    fix: "install its plugin, or name another driver",
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
  "variable.empty": {
    meaning: "the files use a variable that nothing sets: Compose puts an empty text in its place",
    fix: "set it in .env.<environment>, or give it a default in the file",
  },
  "env-file.unread": {
    meaning:
      "a .env lies beside the files, and sets what they use; an environment does not read it of itself",
    fix: "env-files: [.env] in stack.yaml, or put its lines in .env.<environment>",
  },
  "compose.remark": {
    meaning: "Docker Compose warned of something when it merged the layers",
    fix: "stack compose <environment> -- config -q",
  },
  "environment.empty": {
    meaning: "nothing would start: every service is in a profile that is off, or there is none",
    fix: "--profile <name>, or profiles: [<name>] in stack.yaml",
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
      "a restore was cut off, or a reset while it took the data away; on half of its data nothing starts",
    fix: "the same again finishes it; restoring what it saved before undoes it",
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
