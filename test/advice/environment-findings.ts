import { fakeContainer } from "../world/fake-container.ts";
import { exited } from "../world/fake-processes.ts";
import type { Volume } from "../../src/world/engine/engine.ts";
import { here } from "./finding-case.ts";
import type { Boxed, Cases } from "./finding-case.ts";

function configured(config: Readonly<Record<string, unknown>>, more: Boxed = {}): Boxed {
  return { ...more, part: { config, ...more.part } };
}

const published = { target: 8080, published: "8080", host_ip: "127.0.0.1", protocol: "tcp" };
const taken: Boxed["network"] = {
  listen: { "127.0.0.1:8080": "in-use" },
  holders: { "8080/tcp": [{ address: "127.0.0.1", userId: 1000, process: { id: 42, command: "nc" } }] },
};
const stranger = { project: "other", service: "web" };

function joined(network: Readonly<Record<string, unknown>>, address?: string): Boxed {
  return configured(
    { networks: { edge: address === undefined ? null : { ipv4_address: address } } },
    { model: { networks: { edge: { name: "edge", ...network } } } },
  );
}

const remark = 'time="x" level=warning msg="a network is used and not declared"\n';

const unset: Boxed = {
  part: { layer: { command: ["serve", "${GREETING}"] } },
  compose: {
    config: () =>
      Promise.resolve(
        exited(JSON.stringify({ name: "shop-demo", services: { web: { image: "example/web:1" } } }), {
          stderr:
            'time="x" level=warning msg="The \\"GREETING\\" variable is not set. Defaulting to a blank string."\n',
        }),
      ),
  },
};

function net(name: string, subnets: readonly string[] = []) {
  return { id: `${name}-id`, name, labels: {}, subnets };
}

function subnet(text: string) {
  return { ipam: { config: [{ subnet: text }] } };
}

function mounting(source: string, more: Boxed = {}): Boxed {
  return configured(
    { volumes: [{ type: "bind", source, target: "/etc/web.conf", bind: { create_host_path: false } }] },
    more,
  );
}

function readBy(user: string, mode: number): Boxed {
  return configured(
    { user, volumes: [{ type: "bind", source: `${here}/web.conf`, target: "/etc/web.conf" }] },
    { files: { [`${here}/web.conf`]: { text: "x", mode } } },
  );
}

function serving(
  model: string,
  more: Readonly<Record<string, unknown>> = {},
  files: Boxed["files"] = { "/models": { directory: true } },
): Boxed {
  const volumes = [{ type: "bind", source: "/models", target: "/root/.cache/huggingface" }];
  return configured({ command: ["vllm", "serve", model], volumes, ...more }, { files });
}

function volume(wants: Readonly<Record<string, unknown>>): Boxed {
  return configured(
    { volumes: [{ type: "volume", source: "data", target: "/data" }] },
    { model: { volumes: { data: { name: "data", ...wants } } } },
  );
}

function engineVolume(more: Partial<Volume> = {}): Volume {
  return {
    name: "data",
    createdAt: "2026-01-01T00:00:00Z",
    driver: "local",
    options: {},
    labels: {},
    ...more,
  };
}

/** Of what an environment asks of the machine. */
export const environmentFindings = {
  "port.in-use": { before: configured({ ports: [published] }, { network: taken }), on: /stop it: kill 42/u },
  "port.in-use: by a variable": {
    before: {
      part: { config: { ports: [published] }, layer: { ports: ["127.0.0.1:${WEB_PORT:-8080}:8080"] } },
      network: taken,
    },
    on: /set WEB_PORT=8081 in .*\.env\.demo/u,
  },
  "port.collision": {
    before: configured({ ports: [published, { ...published, target: 9090 }] }),
    on: /another port|change one|give one/u,
  },
  "port.no-address": {
    before: configured(
      { ports: [{ ...published, host_ip: "10.9.9.9" }] },
      { network: { listen: { "10.9.9.9:8080": "no-such-address" } } },
    ),
    on: /127\.0\.0\.1 is always one/u,
  },
  "port.privileged": {
    before: configured(
      { ports: [{ ...published, published: "80" }] },
      {
        engine: { info: { rootless: true } },
        network: { listen: { "127.0.0.1:80": "not-permitted" } },
      },
    ),
    on: /sysctl -w net\.ipv4\.ip_unprivileged_port_start=80/u,
  },
  "cpu.limit": {
    before: configured({ deploy: { resources: { limits: { cpus: "99" } } } }),
    on: /services: \{ web: \{ deploy: \{ resources: \{ limits: \{ cpus: "\d+" /u,
  },
  "network.missing": {
    before: joined({ external: true }),
    after: { ...joined({ external: true }), engine: { networks: [net("edge")] } },
    on: /^docker network create edge/u,
  },
  "network.overlap": {
    before: { ...joined(subnet("10.77.0.0/24")), engine: { networks: [net("old", ["10.77.0.0/16"])] } },
    after: joined(subnet("10.77.0.0/24")),
    on: /docker network rm old/u,
  },
  "network.overlap: by another subnet": {
    before: { ...joined(subnet("10.77.0.0/24")), engine: { networks: [net("bridge", ["10.77.0.0/16"])] } },
    after: { ...joined(subnet("10.78.0.0/24")), engine: { networks: [net("bridge", ["10.77.0.0/16"])] } },
    on: /^give it another subnet in the Compose file$/u,
  },
  "network.address": {
    before: joined(subnet("10.77.0.0/24"), "10.99.0.9"),
    after: joined(subnet("10.77.0.0/24"), "10.77.0.9"),
    on: /give web an address of that network in the Compose file/u,
  },
  "container.name-taken": {
    before: configured(
      { container_name: "web" },
      { engine: { containers: [fakeContainer({ ...stranger, name: "web" })] } },
    ),
    after: configured(
      { container_name: "web" },
      { engine: { containers: [fakeContainer({ ...stranger, name: "web-before" })] } },
    ),
    on: /^docker rename web web-before/u,
  },
  "device.missing": {
    before: configured({ devices: ["/dev/kvm:/dev/kvm:rwm"] }),
    on: /take it out of web in the Compose file/u,
  },
  "runtime.missing": { before: configured({ runtime: "kata" }), on: /take "runtime: kata" out of web/u },
  "log-driver.missing": {
    before: configured(
      { logging: { driver: "loki" } },
      { engine: { info: { logDrivers: ["json-file"] }, plugins: [] } },
    ),
    after: configured(
      { logging: { driver: "loki" } },
      { engine: { info: { logDrivers: ["json-file"] }, plugins: ["loki:latest"] } },
    ),
    on: /docker plugin install/u,
  },
  "variable.empty": {
    before: unset,
    after: {
      part: { layer: { command: ["serve", "${GREETING}"] } },
      files: { [`${here}/.env.demo`]: "GREETING=hello\n" },
    },
    on: /set GREETING in|GREETING=/u,
  },
  "env-file.unread": {
    before: {
      part: { layer: { command: ["serve", "${GREETING}"] } },
      files: { [`${here}/.env`]: "GREETING=hello\n" },
    },
    after: {
      part: { layer: { command: ["serve", "${GREETING}"] } },
      files: { [`${here}/.env`]: "GREETING=hello\n" },
      manifest: { name: "shop", "env-files": [".env"], environments: { demo: { layers: ["compose.yaml"] } } },
    },
    on: /env-files: \[\.env\]/u,
  },
  "compose.remark": {
    before: {
      compose: {
        config: () =>
          Promise.resolve(
            exited(JSON.stringify({ name: "shop-demo", services: { web: { image: "example/web:1" } } }), {
              stderr: remark,
            }),
          ),
        stream: (_project, _words, { onLine }) => {
          onLine(remark, "stderr");
          return Promise.resolve(exited(""));
        },
      },
    },
    on: /correct the file that it means|not declared/u,
  },
  "environment.empty": {
    before: {
      compose: { config: () => Promise.resolve(exited(JSON.stringify({ name: "shop-demo", services: {} }))) },
      part: { layer: { profiles: ["debug"] } },
    },
    on: /--profile debug|profiles: \[debug\]/u,
  },
  "shell.variable": {
    before: {
      machine: { environment: { PATH: "/usr/bin:/bin", HOME: "/home/ann", COMPOSE_FILE: "x.yaml" } },
    },
    on: /^unset COMPOSE_FILE$/u,
  },
  "volume.missing": {
    before: volume({ external: true }),
    after: { ...volume({ external: true }), engine: { volumes: [engineVolume()] } },
    on: /^docker volume create data/u,
  },
  "volume.foreign": {
    before: {
      ...volume({}),
      engine: {
        volumes: [
          engineVolume({
            labels: { "com.docker.compose.project": "other", "com.docker.compose.volume": "data" },
          }),
        ],
      },
    },
    after: { ...volume({ external: true }), engine: { volumes: [engineVolume()] } },
    on: /declare it external: true/u,
  },
  "volume.diverged": {
    before: {
      ...volume({ labels: { backup: "daily" } }),
      engine: {
        volumes: [
          engineVolume({
            labels: {
              "com.docker.compose.project": "shop-demo",
              "com.docker.compose.volume": "data",
              "com.docker.compose.config-hash": "x",
            },
          }),
        ],
      },
    },
    after: volume({}),
    on: /undo the change in the Compose file/u,
  },
  "file.missing": {
    before: mounting(`${here}/gone.conf`),
    after: mounting(`${here}/gone.conf`, { files: { [`${here}/gone.conf`]: "x" } }),
    on: /put the file there, or remove the mount from web/u,
  },
  "file.wrong-kind": {
    before: configured(
      { volumes: [{ type: "bind", source: `${here}/web.conf`, target: "/etc/web.conf" }] },
      { files: { [`${here}/web.conf`]: { directory: true } } },
    ),
    after: configured(
      { volumes: [{ type: "bind", source: `${here}/web.conf`, target: "/etc/web.conf" }] },
      { files: { [`${here}/web.conf`]: "x" } },
    ),
    on: /web\.conf/u,
  },
  "file.unreadable": {
    before: readBy("1001", 0o600),
    after: readBy("1001", 0o604),
    on: /chmod/u,
  },
  "host.max-map-count": {
    before: {
      part: { config: { image: "elasticsearch:8.19.3" } },
      files: { "/proc/sys/vm/max_map_count": "65530" },
    },
    after: {
      part: { config: { image: "elasticsearch:8.19.3" } },
      files: { "/proc/sys/vm/max_map_count": "262144" },
    },
    on: /^sudo sysctl -w vm\.max_map_count=262144;/u,
  },
  "host.selinux": {
    before: mounting(`${here}/web.conf`, {
      files: {
        [`${here}/web.conf`]: "x",
        "/sys/fs/selinux/enforce": "1",
        "/etc/docker/daemon.json": '{ "selinux-enabled": true }',
      },
    }),
    after: mounting(`${here}/web.conf`, { files: { [`${here}/web.conf`]: "x" } }),
    on: /sudo chcon -Rt container_file_t/u,
  },
  "host.firewall": {
    before: configured(
      { ports: [{ ...published, host_ip: "0.0.0.0" }] },
      { files: { "/etc/ufw/ufw.conf": "ENABLED=yes\n" } },
    ),
    after: configured({ ports: [published] }, { files: { "/etc/ufw/ufw.conf": "ENABLED=yes\n" } }),
    on: /publish on 127\.0\.0\.1/u,
  },
  "model.token": {
    before: serving("meta-llama/Llama-3-8B"),
    after: serving("meta-llama/Llama-3-8B", { environment: { HF_TOKEN: "hf_x" } }),
    on: /set HF_TOKEN=hf_… in the env file, and give it to web/u,
  },
  "model.directory": {
    before: serving("Qwen/Qwen3-8B", {}, {}),
    after: serving("Qwen/Qwen3-8B"),
    on: /^mkdir -p \/models$/u,
  },
  "model.disk": {
    before: serving("Qwen/Qwen3-9999B"),
    after: serving("Qwen/Qwen3-8B"),
    on: /name another folder for models/u,
  },
  "restore.unfinished": {
    before: {
      files: {
        [`${here}/.stack/restores/shop-demo.json`]: JSON.stringify({
          schema: 1,
          environment: "demo",
          project: "shop-demo",
          since: "2026-01-01T00:00:00Z",
          phase: "replacing",
          backup: "gone",
          createdAt: "2026-01-01T00:00:00Z",
          parts: ["db"],
          ran: [],
        }),
      },
    },
    way: /stack reset demo --volumes$/u,
  },
} satisfies Cases;
