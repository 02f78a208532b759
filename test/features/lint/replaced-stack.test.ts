import { describe, expect, test } from "vitest";
import { rules } from "../../../src/features/lint/rules.ts";

/**
 * The stack that this one replaces had a list of 81 defects, by number. These are the ones that files show, each with the
 * rule that finds it now; the corpus under fixtures/lint proves the rule. The others are of scripts, not of layers.
 */
const found: readonly (readonly [number, string, string])[] = [
  [1, "services without an image, in a file that cannot stand alone", "compose.refused"],
  [2, "replicas of a service with a fixed name", "replicas.container-name"],
  [3, "the same in the tuned environment", "replicas.container-name"],
  [4, "replicas of a service with a fixed port of the host", "replicas.fixed-host-port"],
  [6, "an empty `environment:`", "compose.refused"],
  [7, "an environment that needs a network nobody defines", "compose.refused"],
  [8, "layers that are written and laid nowhere", "layer.unused"],
  [10, "a mounted certificate folder that does not exist", "mount.source-missing"],
  [14, "a mounted filebeat.yml that does not exist", "mount.source-missing"],
  [15, "credentials that only development defines", "variable.undefined"],
  [19, "quotes that become part of a password", "environment.quotes-kept"],
  [20, "the whole env file in every container", "secret.whole-env-file"],
  [25, "n8n's basic authentication, removed in 1.0", "setting.without-effect"],
  [28, "passwords and keys that everybody knows", "credential.default"],
  [32, "appended lists of devices", "list.devices-appended"],
  [33, "tensor parallelism in 64 MB of shared memory", "gpu.shared-memory"],
  [34, "a health check that asks /v1/models without the key", "health.key-missing"],
  [40, "--disable-log-requests", "setting.without-effect"],
  [41, "VLLM_PORT for a port of the host", "setting.without-effect"],
  [46, "a port of the host, used inside the container", "port.host-variable-inside"],
  [47, "a port of the host, given to other services", "port.host-variable-inside"],
  [48, "a Python probe in an nginx image", "health.program-missing"],
  [50, "slow starters without a start_period", "health.start-period-missing"],
  [54, "one port of the host, published twice", "port.given-twice"],
  [57, "data stores published on every address", "port.store-published"],
  [66, "the host's /tmp in a container", "mount.host-tmp"],
  [66, "the engine's socket in a container", "mount.docker-socket"],
  [67, "fixed and public subnets", "network.fixed-subnet"],
  [69, "version: keys", "compose.version-key"],
  [71, "mutable tags", "image.mutable-tag"],
  [81, "build contexts that do not exist", "mount.source-missing"],
];

describe("the defects of the replaced stack that files show", () => {
  test.each(found)("%i: %s", (_number, _what, id) => {
    expect(rules.map((rule) => rule.id)).toContain(id);
  });

  test("are 30 of the 81", () => {
    expect(new Set(found.map(([number]) => number)).size).toBe(30);
  });
});
