import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { root, serviceOf, shippedModel } from "./shipped.ts";

/**
 * Programs that cannot be had from Debian: their files are held to the keys their documentation names, for the versions
 * that the layers pin. A key that is not in a list here is a typo, or was not looked up: look it up, then add it.
 */
interface Documented {
  readonly file: string;
  /** The page that names the keys. */
  readonly source: string;
  readonly keys: readonly string[];
}

const litellm = {
  source: "docs.litellm.ai/docs/proxy/config_settings",
  keys: [
    "include[]",
    ..."model_list[].model_name model_list[].model_info.mode".split(" "),
    ..."model api_base api_key".split(" ").map((key) => `model_list[].litellm_params.${key}`),
    ..."drop_params request_timeout json_logs num_retries".split(" ").map((key) => `litellm_settings.${key}`),
    ..."routing_strategy allowed_fails cooldown_time".split(" ").map((key) => `router_settings.${key}`),
    ..."master_key database_url database_connection_pool_limit proxy_batch_write_at disable_error_logs allow_requests_on_db_unavailable"
      .split(" ")
      .map((key) => `general_settings.${key}`),
  ],
};

const documented: readonly Documented[] = [
  ...["models", "simple", "production", "optimized"].map((name) => ({
    file: `configs/litellm/${name}.yaml`,
    ...litellm,
  })),
  {
    file: "configs/elasticsearch/elasticsearch.yml",
    source: "elastic.co/docs/reference/elasticsearch/configuration-reference",
    keys: [
      ..."cluster.name network.host discovery.type node.store.allow_mmap".split(" "),
      ..."xpack.security.enabled xpack.security.enrollment.enabled xpack.security.http.ssl.enabled".split(
        " ",
      ),
      ..."xpack.security.transport.ssl.enabled xpack.license.self_generated.type".split(" "),
      "ingest.geoip.downloader.enabled",
    ],
  },
  {
    file: "configs/kibana/kibana.yml",
    source: "elastic.co/docs/reference/kibana/configuration-reference",
    keys: [
      ..."server.host server.port server.shutdownTimeout server.publicBaseUrl".split(" "),
      ..."elasticsearch.hosts[] elasticsearch.username elasticsearch.password".split(" "),
      ..."xpack.encryptedSavedObjects.encryptionKey telemetry.optIn telemetry.allowChangingOptInStatus".split(
        " ",
      ),
    ],
  },
  {
    file: "configs/logstash/logstash.yml",
    source: "elastic.co/docs/reference/logstash/logstash-settings-file",
    keys: [
      ..."api.http.host api.http.port pipeline.ecs_compatibility pipeline.ordered queue.type".split(" "),
      "xpack.monitoring.enabled",
    ],
  },
  {
    file: "configs/filebeat/filebeat.yml",
    source: "elastic.co/docs/reference/beats/filebeat/filebeat-input-filestream, and filebeat.reference.yml",
    keys: [
      ..."type id paths[] file_identity.native prospector.scanner.fingerprint.enabled ignore_older clean_inactive"
        .split(" ")
        .map((key) => `filebeat.inputs[].${key}`),
      ..."output.logstash.hosts[] http.enabled http.host http.port logging.level".split(" "),
      ..."setup.template.enabled setup.ilm.enabled".split(" "),
    ],
  },
  {
    file: "configs/grafana/datasources/prometheus.yml",
    source: "grafana.com/docs/grafana/latest/administration/provisioning, data sources",
    keys: [
      "apiVersion",
      ..."name uid type access url isDefault jsonData.timeInterval"
        .split(" ")
        .map((key) => `datasources[].${key}`),
    ],
  },
  {
    file: "configs/grafana/dashboards/dashboards.yml",
    source: "grafana.com/docs/grafana/latest/administration/provisioning, dashboards",
    keys: [
      "apiVersion",
      ..."name type allowUiUpdates options.path".split(" ").map((key) => `providers[].${key}`),
    ],
  },
];

/** Every path to a value, with `[]` for any item of a list; a key with dots in it is the same as keys within keys. */
function pathsIn(value: unknown, path = ""): readonly string[] {
  if (Array.isArray(value)) return value.flatMap((item) => pathsIn(item, `${path}[]`));
  const record = z.record(z.string(), z.unknown()).safeParse(value);
  if (!record.success) return [path];
  return Object.entries(record.data).flatMap(([key, inner]) =>
    pathsIn(inner, path === "" ? key : `${path}.${key}`),
  );
}

function text(file: string): string {
  return readFileSync(join(root, file), "utf8");
}

describe("every key is one that its program documents", () => {
  test.each(documented)("$file ($source)", ({ file, keys }) => {
    const paths = pathsIn(parse(text(file)));
    expect(paths.length).toBeGreaterThan(2);
    expect(paths.filter((path) => !keys.includes(path))).toEqual([]);
  });
});

describe("what the programs would refuse or take literally", () => {
  test("LiteLLM replaces os.environ/NAME only", () => {
    for (const { file } of documented.filter(({ file }) => file.includes("litellm"))) {
      expect(text(file).replaceAll(/#.*$/gmu, "")).not.toContain("${");
    }
  });

  test.each([
    ["kibana", "configs/kibana/kibana.yml"],
    ["logstash", "configs/logstash/pipeline/containers.conf"],
  ])("%s is given every variable that its file names", async (service, file) => {
    const { entrypoint, environment } = serviceOf(await shippedModel("monitoring", "none"), service);
    const given = new Set([
      ...Object.keys(environment),
      ...(entrypoint ?? []).flatMap((word) => /^([A-Z][A-Z0-9_]*)=/u.exec(word)?.[1] ?? []),
    ]);
    const named = [
      ...text(file)
        .replaceAll(/#.*$/gmu, "")
        .matchAll(/\$\{([A-Z0-9_]+)[:}]/gu),
    ];
    expect(named.length).toBeGreaterThan(0);
    expect(named.map(([, name = ""]) => name).filter((name) => !given.has(name))).toEqual([]);
  });

  test("Logstash's pipeline uses plugins that come with it", () => {
    const bundled = new Set("beats json mutate drop date elasticsearch".split(" "));
    const used = [
      ...text("configs/logstash/pipeline/containers.conf").matchAll(/^ +(?:if .*\{ )?([a-z]+) \{/gmu),
    ];
    expect(used.length).toBeGreaterThan(5);
    expect(used.map(([, name = ""]) => name).filter((name) => !bundled.has(name))).toEqual([]);
  });

  test("Filebeat turns the fingerprint off where it takes another identity, or it would stop", () => {
    const input = z
      .object({ "filebeat.inputs": z.tuple([z.looseObject({ "file_identity.native": z.null() })]) })
      .parse(parse(text("configs/filebeat/filebeat.yml")))["filebeat.inputs"][0];
    expect(input["prospector.scanner.fingerprint.enabled"]).toBe(false);
  });
});
