import { describe, expect, test } from "vitest";
import { classifyPullFailure } from "../../../src/core/start/images.ts";

/** What Docker Engine 26 says, word for word, of answers by registries and by its own disk. */
const said = [
  [
    "toomanyrequests: You have reached your pull rate limit. You may increase the limit by authenticating and upgrading: https://www.docker.com/increase-rate-limit",
    "rate-limited",
    true,
  ],
  ["failed to register layer: write /weights: no space left on device", "disk-full", false],
  ["write /var/lib/docker/tmp/GetImageBlob2742919512: no space left on device", "disk-full", false],
  ["open /var/lib/docker/tmp/GetImageBlob1240342901: input/output error", "other", true],
  [
    "manifest for 127.0.0.1:5000/team/absent:1 not found: manifest unknown: manifest unknown",
    "not-found",
    false,
  ],
  [
    'Head "http://127.0.0.1:5000/v2/team/secret/manifests/1": no basic auth credentials',
    "unauthorized",
    false,
  ],
  [
    "pull access denied for team/none, repository does not exist or may require 'docker login': denied: requested access to the resource is denied",
    "not-found",
    false,
  ],
  [
    'Get "https://registry-1.docker.io/v2/": dial tcp: lookup registry-1.docker.io: no such host',
    "unreachable",
    true,
  ],
  ["received unexpected HTTP status: 503 Service Unavailable", "unreachable", true],
  ["something new", "other", true],
] as const;

describe("a pull that failed", () => {
  test.each(said)("%s: %s", (message, kind, retryable) => {
    expect(classifyPullFailure("127.0.0.1:5000/team/app:1", message)).toMatchObject({
      kind,
      retryable,
      message,
    });
  });

  test("that needs a login names the registry to log in to; Docker Hub has no name", () => {
    const fixFor = (image: string): string => classifyPullFailure(image, "unauthorized").fix;
    expect(fixFor("ghcr.io/team/app:1")).toBe("docker login ghcr.io");
    expect(fixFor("team/app:1").trim()).toBe("docker login");
  });
});
