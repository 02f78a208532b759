import type { ImageFacts } from "./image-facts.ts";

export const elastic: readonly ImageFacts[] = [
  {
    repositories: ["elasticsearch", "elasticsearch/elasticsearch"],
    base: "ubi-minimal",
    tools: ["curl"],
    ports: [
      {
        port: 9200,
        portFrom: [{ env: "http.port" }],
        speaks: "http",
        paths: [
          {
            path: "/_cluster/health",
            status: 200,
            needsKey: true,
            body: { kind: "text", text: '{"status":"yellow","timed_out":false}' },
          },
          { path: "/_cat/health", status: 200, needsKey: true },
          {
            path: "/",
            status: 200,
            needsKey: true,
            body: { kind: "text", text: '{"tagline":"You Know, for Search"}' },
          },
        ],
        otherwise: 404,
        keyFrom: [{ env: "ELASTIC_PASSWORD" }],
        keyOfAccount: "elastic",
      },
      { port: 9300, speaks: "tcp" },
    ],
    user: "1000:0",
    dataPaths: ["/usr/share/elasticsearch/data"],
    credentials: { kind: "file-variables", suffix: "_FILE", fileMode: "0600" },
    bootLines: ["initializing ...", "starting ...", "started"],
  },
  {
    repositories: ["kibana", "kibana/kibana"],
    base: "ubi-minimal",
    tools: ["curl"],
    ports: [
      {
        port: 5601,
        portFrom: [{ env: "SERVER_PORT" }],
        speaks: "http",
        paths: [
          {
            path: "/api/status",
            status: 200,
            body: { kind: "text", text: '{"status":{"overall":{"level":"available"}}}' },
          },
          { path: "/", status: 302 },
        ],
        otherwise: 404,
      },
    ],
    user: "1000:0",
    slowStart: true,
    dataPaths: ["/usr/share/kibana/data"],
    credentials: { kind: "environment-only" },
    bootLines: ["Setting up plugins", "Kibana is now available"],
  },
  {
    repositories: ["logstash", "logstash/logstash"],
    base: "ubi-minimal",
    tools: ["curl"],
    ports: [
      {
        port: 9600,
        portFrom: [{ env: "API_HTTP_PORT" }],
        speaks: "http",
        paths: [
          { path: "/", status: 200, body: { kind: "text", text: '{"status":"green"}' } },
          { path: "/_node/stats", status: 200 },
          { path: "/_health_report", status: 200, body: { kind: "text", text: '{"status":"green"}' } },
        ],
        otherwise: 404,
      },
      { port: 5044, speaks: "tcp" },
    ],
    user: "1000:0",
    slowStart: true,
    dataPaths: ["/usr/share/logstash/data"],
    credentials: { kind: "environment-only" },
    bootLines: ["Starting Logstash", "Pipelines running"],
  },
  {
    repositories: ["beats/filebeat", "elastic/filebeat"],
    base: "ubi-minimal",
    tools: ["curl", "filebeat"],
    ports: [],
    listensWhereDeclared: true,
    user: "1000:0",
    dataPaths: ["/usr/share/filebeat/data"],
    credentials: { kind: "environment-only" },
    bootLines: ["filebeat start running."],
  },
];
