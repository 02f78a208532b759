import { expect, test } from "vitest";
import { loadedServices } from "../plan/loaded-model.ts";

test("a dollar sign in a path, which Compose writes twice, is one", () => {
  const volumes = [{ type: "bind", source: "/home/ann/$$cash/data", target: "/data" }];
  const { model } = loadedServices({ it: { image: "shop/it:1", volumes } });
  expect(model.services[0]?.mounts[0]?.source).toBe("/home/ann/$cash/data");
});

test.each([
  [{}, "no"],
  [{ restart: "unless-stopped" }, "unless-stopped"],
  [{ deploy: { restart_policy: { condition: "any" } } }, "always"],
  [{ deploy: { restart_policy: { condition: "on-failure", max_attempts: 3 } } }, "on-failure:3"],
  [{ deploy: { restart_policy: { condition: "on-failure" } } }, "on-failure"],
  [{ restart: "always", deploy: { restart_policy: { condition: "none" } } }, "no"],
  [{ restart: "always", deploy: { restart_policy: { delay: "5s" } } }, "no"],
])("the restart policy of %j is what Compose hands to the engine: %s", (written, policy) => {
  const { model } = loadedServices({ it: { image: "shop/it:1", ...written } });
  expect(model.services[0]?.restart).toBe(policy);
});

test.each([
  [{}, false],
  [{ pre_start: [{ command: ["prepare"] }] }, true],
  [{ post_start: [{ command: ["tell"] }] }, true],
])(
  "what has hooks around its start, %j, is started by Compose, which runs them: %s",
  (written, byCompose) => {
    const { model } = loadedServices({ it: { image: "shop/it:1", ...written } });
    expect(model.services[0]?.needsComposeToStart).toBe(byCompose);
  },
);
