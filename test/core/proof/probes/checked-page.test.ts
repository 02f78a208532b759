import { describe, expect, test } from "vitest";
import { checkedPage } from "../../../../src/core/proof/probes/health-check-probe.ts";

describe("the page that a health check asks for", () => {
  test.each([
    ["curl -f http://localhost:8080/health || exit 1", { port: 8080, path: "/health" }],
    ["wget --spider -q http://127.0.0.1/health", { port: 80, path: "/health" }],
    ["curl -sf 'http://[::1]:9000/minio/health/live'", { port: 9000, path: "/minio/health/live" }],
    [
      `python3 -c "import urllib.request; urllib.request.urlopen('http://localhost:8000/v1/models')"`,
      { port: 8000, path: "/v1/models" },
    ],
    ["curl http://localhost:9200", { port: 9200, path: "/" }],
    ["curl 'http://localhost:80/ready?full=1&x=2'", { port: 80, path: "/ready?full=1&x=2" }],
  ])("of %s is found", (command, page) => {
    expect(checkedPage(["/bin/sh", "-c", command])).toEqual(page);
  });

  test.each([
    "pg_isready -U postgres",
    "curl -k https://localhost:8443/health",
    "curl http://postgres:8080/health",
    "curl http://localhost:$PORT/health",
    "curl http://localhost:8080/$NAME",
    "curl http://localhost.example:8080/",
  ])("of %s cannot be known", (command) => {
    expect(checkedPage(["/bin/sh", "-c", command])).toBeUndefined();
  });
});
