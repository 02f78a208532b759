import type { HttpPath, HttpPortFacts, ImageFacts, PortSource } from "./image-facts.ts";

const metrics: HttpPath = { path: "/metrics", status: 200 };

export const observability: readonly ImageFacts[] = [
  {
    ...scraped(["prom/prometheus"], {
      port: 9090,
      from: [{ flag: "--web.listen-address" }],
      more: ["/-/healthy", "/-/ready"],
    }),
    tags: ["distroless"],
    base: "none",
    tools: ["promtool"],
    dataPaths: ["/prometheus"],
  },
  {
    ...scraped(["prom/prometheus"], {
      port: 9090,
      from: [{ flag: "--web.listen-address" }],
      more: ["/-/healthy", "/-/ready"],
    }),
    tools: ["promtool"],
    dataPaths: ["/prometheus"],
  },
  {
    repositories: ["grafana/grafana", "grafana/grafana-oss"],
    base: "alpine",
    tools: ["bash", "grafana"],
    ports: [
      {
        port: 3000,
        portFrom: [{ env: "GF_SERVER_HTTP_PORT" }],
        speaks: "http",
        paths: [
          { path: "/api/health", status: 200, body: { kind: "text", text: '{"database":"ok"}' } },
          { path: "/healthz", status: 200, body: { kind: "text", text: "Ok" } },
          { path: "/login", status: 200 },
          { path: "/", status: 302 },
          { path: "/api/org", status: 401 },
          metrics,
        ],
        otherwise: 404,
      },
    ],
    user: "472:0",
    dataPaths: ["/var/lib/grafana"],
    credentials: { kind: "file-variables", suffix: "__FILE" },
    bootLines: ["Executing migration", "migrations completed", "HTTP Server Listen"],
  },
  scraped(["prom/node-exporter"], { port: 9100, from: [{ flag: "--web.listen-address" }], more: ["/"] }),
  {
    ...scraped(["google/cadvisor", "cadvisor/cadvisor"], {
      port: 8080,
      from: [{ flag: "--port" }, { flag: "-port" }],
      more: ["/healthz", "/containers/"],
    }),
    base: "alpine",
    user: "root",
    healthCheck: {
      test: ["CMD-SHELL", "wget --quiet --tries=1 --spider http://localhost:8080/healthz || exit 1"],
      interval: "30s",
      timeout: "3s",
      retries: 3,
    },
  },
  {
    ...scraped(["utkuozdemir/nvidia_gpu_exporter"], {
      port: 9835,
      from: [{ flag: "--web.listen-address" }],
      more: ["/-/healthy", "/-/ready", "/"],
    }),
    base: "none",
    user: "root",
  },
  {
    ...scraped(["nvidia/k8s/dcgm-exporter"], dcgmExporter()),
    tags: ["distroless"],
    base: "none",
    user: "root",
  },
  {
    ...scraped(["nvidia/k8s/dcgm-exporter"], dcgmExporter()),
    base: "ubuntu",
    user: "root",
  },
  {
    ...scraped(["prometheuscommunity/postgres-exporter"], {
      port: 9187,
      from: [{ flag: "--web.listen-address" }],
      more: ["/"],
    }),
    credentials: { kind: "file-variables", suffix: "_FILE" },
  },
  {
    ...scraped(["oliver006/redis_exporter"], redisExporter()),
    tags: ["alpine"],
    base: "alpine",
    user: "59000:59000",
    credentials: { kind: "environment-only" },
  },
  {
    ...scraped(["oliver006/redis_exporter"], redisExporter()),
    base: "none",
    user: "59000:59000",
    credentials: { kind: "environment-only" },
  },
];

interface Scraped {
  readonly port: number;
  readonly from: readonly PortSource[];
  readonly more: readonly string[];
}

/** What exporters have in common: one port, `/metrics`, no credentials, usually busybox and `nobody`. */
function scraped(repositories: readonly string[], { port, from, more }: Scraped): ImageFacts {
  const paths = [metrics, ...more.map((path) => ({ path, status: 200 }))];
  const http: HttpPortFacts = { port, portFrom: from, speaks: "http", paths, otherwise: 404 };
  return {
    repositories,
    base: "busybox",
    tools: [],
    ports: [http],
    user: "65534:65534",
    dataPaths: [],
    credentials: { kind: "none-needed" },
    bootLines: ["Server is ready to receive web requests."],
  };
}

function dcgmExporter(): Scraped {
  return {
    port: 9400,
    from: [{ flag: "--address" }, { flag: "-a" }, { env: "DCGM_EXPORTER_LISTEN" }],
    more: ["/health"],
  };
}

function redisExporter(): Scraped {
  return {
    port: 9121,
    from: [{ flag: "--web.listen-address" }, { env: "REDIS_EXPORTER_WEB_LISTEN_ADDRESS" }],
    more: ["/health", "/"],
  };
}
