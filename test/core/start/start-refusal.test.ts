import { describe, expect, it } from "vitest";
import { classifyRefusal } from "../../../src/core/start/start-refusal.ts";

describe("what a refusal is about", () => {
  it.each([
    ["Bind for 127.0.0.1:5432 failed: port is already allocated", { kind: "port-taken", port: 5432 }],
    [
      "driver failed programming external connectivity on endpoint web: failed to bind host port for 0.0.0.0:80:172.17.0.2:80/tcp: address already in use",
      { kind: "port-taken", port: 80 },
    ],
    ["listen tcp4 0.0.0.0:80: bind: address already in use", { kind: "port-taken", port: 80 }],
    ["listen udp 0.0.0.0:514: bind: address already in use", { kind: "port-taken", port: 514 }],
    [
      'error during connect: Post "http://%2Frun%2Fdocker.sock/v1.45/containers/b6e89/start": EOF',
      { kind: "refused", subject: "connection" },
    ],
    [
      "failed to set up container networking: Address already in use",
      { kind: "refused", subject: "address" },
    ],
    [
      "invalid endpoint settings:\nno configured subnet contains IP address 10.78.0.2",
      { kind: "refused", subject: "address", name: "10.78.0.2" },
    ],
    [
      "Error response from daemon: unknown or invalid runtime name: runsc",
      { kind: "refused", subject: "runtime", name: "runsc" },
    ],
    ["Error response from daemon: unknown or invalid runtime name: nvidia", { kind: "gpu-refused" }],
    [
      'failed to create task for container: failed to initialize logging driver: error looking up logging plugin loki: plugin "loki" not found',
      { kind: "refused", subject: "log-driver", name: "loki" },
    ],
    [
      "logger: no log driver named 'foo' is registered",
      { kind: "refused", subject: "log-driver", name: "foo" },
    ],
    [
      'error gathering device information while adding custom device "/dev/video9": no such file or directory',
      { kind: "refused", subject: "device", name: "/dev/video9" },
    ],
    ['could not select device driver "nvidia" with capabilities: [[gpu]]', { kind: "gpu-refused" }],
    ['could not select device driver "" with capabilities: [[gpu]]', { kind: "gpu-refused" }],
    [
      'Conflict. The container name "/web" is already in use by container "4f9b".',
      { kind: "refused", subject: "container-name", name: "web" },
    ],
    [
      "Error response from daemon: error while removing network: network shop-dev_back id 291d16c7b98a has active endpoints",
      { kind: "refused", subject: "network-changed", name: "shop-dev_back" },
    ],
    [
      "failed to create network shop_n: Error response from daemon: Pool overlaps with other one on this address space",
      { kind: "refused", subject: "subnet" },
    ],
    [
      "network proxy declared as external, but could not be found",
      { kind: "refused", subject: "network", name: "proxy" },
    ],
    [
      'invalid mount config for type "bind": bind source path does not exist: /srv/data',
      { kind: "refused", subject: "mount", name: "/srv/data" },
    ],
    ["write /var/lib/docker/tmp/x: no space left on device", { kind: "refused", subject: "disk" }],
    ['exec: "serve": executable file not found in $PATH: unknown', { kind: "command-not-found" }],
    [
      'exec: "/opt/serve": stat /opt/serve: no such file or directory: unknown',
      { kind: "command-not-found" },
    ],
    ["exec /entrypoint.sh: no such file or directory: unknown", { kind: "command-not-found" }],
    [
      "OCI runtime create failed: runc create failed: error during container init: open /proc/sys/net/x: no such file or directory: unknown",
      { kind: "not-started" },
    ],
    [
      'error mounting "/srv/a" to rootfs at "/b": mount /srv/a:/b: no such file or directory: unknown',
      { kind: "not-started" },
    ],
    ["something quite new", { kind: "not-started" }],
  ])("%s", (message, expected) => {
    expect(classifyRefusal(` ${message}\n`)).toMatchObject({ ...expected, message });
  });
});
