import { exited } from "../world/fake-processes.ts";
import type { Boxed, Cases } from "./finding-case.ts";

const gibibyte = 1024 ** 3;

function silent(kind: "unreachable" | "timed-out", more: Boxed = {}): Boxed {
  return { ...more, engine: { failure: { kind, message: "connect ENOENT /var/run/docker.sock" } } };
}

/** The docker command says that this is where its engine is. */
function at(address: string): Pick<Boxed, "programs"> {
  return {
    programs: [{ command: "docker", including: ["context", "inspect"], result: exited(`here ${address}\n`) }],
  };
}

function environment(variables: Readonly<Record<string, string>>): Pick<Boxed, "machine"> {
  return { machine: { environment: { PATH: "/usr/bin:/bin", HOME: "/home/ann", ...variables } } };
}

const debian = { "/etc/os-release": 'ID=debian\nVERSION_ID="13"\n', "/run/systemd/system/x": "" };
const noCompose = { kind: "not-found" } as const;

function file(path: string, text: string): Boxed {
  return { files: { [path]: text } };
}

/** Of this machine and its engine. */
export const machineFindings = {
  "engine.missing": {
    before: { ...silent("unreachable"), files: debian, programs: [{ command: "docker", result: noCompose }] },
    on: /apt-get install docker\.io docker-compose/u,
  },
  "engine.not-running": {
    before: { ...silent("unreachable"), files: debian },
    on: /^sudo systemctl start docker$/u,
  },
  "engine.not-running: rootless": {
    before: { ...silent("unreachable", at("unix:///run/user/1000/docker.sock")), files: debian },
    on: /^systemctl --user start docker$/u,
  },
  "engine.permission": {
    before: { engine: { failure: { kind: "not-permitted", message: "EACCES" } } },
    on: /usermod -aG docker ann, then newgrp docker/u,
  },
  "engine.hanging": { before: silent("timed-out"), on: /^sudo systemctl restart docker;/u },
  "engine.hanging: rootless": {
    before: silent("timed-out", at("unix:///run/user/1000/docker.sock")),
    on: /^systemctl --user restart docker;/u,
  },
  "engine.unreachable": {
    before: silent("unreachable", environment({ DOCKER_HOST: "tcp://10.0.0.9:2375" })),
    on: /unset DOCKER_HOST$/u,
  },
  "engine.unreachable: by a context": {
    before: silent("unreachable", { ...environment({ DOCKER_CONTEXT: "gone" }), ...at("") }),
    // the current context would not count as long as the variable is set
    on: /unset DOCKER_CONTEXT$/u,
  },
  "engine.unreachable: by the current context": {
    before: silent("unreachable", at("")),
    on: /docker context use default$/u,
  },
  "engine.too-old": {
    before: { engine: { info: { version: "24.0.7" } }, files: debian },
    on: /apt-get install/u,
  },
  "engine.elsewhere": {
    before: {
      engine: { info: { local: false, address: "ssh://gpu.box" } },
      ...environment({ DOCKER_HOST: "ssh://gpu.box" }),
    },
    on: /unset DOCKER_HOST$/u,
  },
  "engine.cgroup-v1": {
    before: { engine: { info: { cgroupVersion: "1" } } },
    on: /systemd\.unified_cgroup_hierarchy=1/u,
  },
  "engine.storage-driver": { before: { engine: { info: { storageDriver: "vfs" } } }, on: /"overlay2" in/u },
  "compose.no-version": {
    before: {
      compose: { version: () => Promise.resolve(exited("", { exitCode: 1, stderr: "panic" })) },
      files: debian,
      programs: [{ command: "docker-compose", result: noCompose }],
    },
    on: /docker compose version;.*put it in anew: sudo apt-get install/u,
  },
  "compose.missing": {
    before: {
      compose: { version: () => Promise.resolve(noCompose) },
      files: debian,
      programs: [{ command: "docker-compose", result: noCompose }],
    },
    on: /apt-get install/u,
  },
  "compose.too-old": {
    before: { compose: { version: () => Promise.resolve(exited("2.20.0\n")) }, files: debian },
    on: /apt-get install/u,
  },
  "compose.v1-only": {
    before: {
      compose: { version: () => Promise.resolve(noCompose) },
      files: debian,
      programs: [{ command: "docker-compose", result: exited("1.29.2\n") }],
    },
    on: /apt-get install/u,
  },
  "credential.helper-missing": {
    before: file("/home/ann/.docker/config.json", '{ "credsStore": "desktop" }'),
    on: /remove the entry from \/home\/ann\/\.docker\/config\.json/u,
  },
  "memory.total": {
    before: needing({ memory: "80GiB" }),
    after: {},
    on: /needs less, start a part of it with --only/u,
  },
  "memory.available": {
    before: needing({ memory: "60GiB" }),
    after: { ...needing({ memory: "60GiB" }), machine: { memory: { availableBytes: 62 * gibibyte } } },
    on: /ps -eo rss/u,
  },
  "disk.free": {
    before: { ...needing({ disk: "2000GiB" }) },
    on: /"data-root" in \/etc\/docker\/daemon\.json/u,
  },
  "disk.reclaimable": {
    before: { engine: { diskUsage: { buildCache: [{ sizeBytes: 10 * gibibyte, isUsed: false }] } } },
    on: /docker system df/u,
  },
  "host.clock": { before: { clock: new Date("1970-01-01T00:00:09Z") }, on: /timedatectl set-ntp true/u },
  "host.inotify": {
    before: file("/proc/sys/fs/inotify/max_user_instances", "64"),
    on: /^sudo sysctl -w fs\.inotify\.max_user_instances=128$/u,
  },
  "host.open-files": {
    before: file("/proc/sys/fs/file-nr", "990\t0\t1000"),
    on: /^sudo sysctl -w fs\.file-max=2000$/u,
  },
  "host.wsl": {
    before: {
      ...file("/proc/version", "Linux 6.6-microsoft-standard-WSL2"),
      machine: { workingDirectory: "/mnt/c/shop" },
    },
    command: "stack doctor",
    on: /cp -r \. ~\/stack/u,
  },
} as const satisfies Cases;

function needing(wants: Readonly<Record<string, string>>): Boxed {
  return {
    manifest: { name: "shop", environments: { demo: { layers: ["compose.yaml"], ...wants } } },
  };
}
