import { describe, expect, it } from "vitest";
import { portVariables, wantedPorts } from "../../../../src/core/preflight/port/wanted-ports.ts";

describe("the ports that services publish", () => {
  it("keep a range together, with a place for each container", () => {
    const port = { address: "", protocol: "tcp" } as const;
    const ports = [
      { ...port, host: 443, container: 443 },
      { ...port, host: 444, container: 444 },
      { ...port, host: 8000, container: 80 },
      { ...port, host: 8001, container: 80 },
      { ...port, host: 8002, container: 80 },
      { ...port, host: undefined, container: 9 },
    ];
    const wanted = wantedPorts(
      [{ name: "web", replicas: 2, ports }],
      (service, container) => `${service}${container}`,
    );
    expect(wanted).toEqual([
      { service: "web", ...port, from: 443, to: 443, count: 2, variable: "web443" },
      { service: "web", ...port, from: 444, to: 444, count: 2, variable: "web444" },
      { service: "web", ...port, from: 8000, to: 8002, count: 2, variable: "web80" },
    ]);
  });
});

describe("the variables of ports", () => {
  it("are found in what is written before interpolation", () => {
    const ports = [
      "127.0.0.1:${POSTGRES_PORT:-5432}:5432",
      "${HTTP_PORT:?say which}:80",
      "$SYSLOG:514/udp",
      "8001:8001",
      { target: 90, published: "${PUB:-91}" },
      { target: 91 },
      null,
    ];
    expect([...portVariables(ports)]).toEqual([
      [5432, "POSTGRES_PORT"],
      [80, "HTTP_PORT"],
      [514, "SYSLOG"],
      [90, "PUB"],
    ]);
  });
});
