import { describe, expect, it } from "vitest";
import { imageSizes } from "../../../src/features/plan/image-sizes.ts";
import type { HttpAnswer } from "../../../src/world/network/network.ts";
import type { FakeNetworkAnswers } from "../../world/fake-network.ts";
import { fakeWorld } from "../../world/fake-world.ts";

function says(document: object): HttpAnswer {
  return { kind: "answered", status: 200, body: JSON.stringify(document) };
}

const manifest = says({ config: { size: 5 }, layers: [{ size: 1_000 }, { size: 200 }] });
const unreachable: HttpAnswer = { kind: "failed", reason: "unreachable" };

function worldOf(get: FakeNetworkAnswers["get"]) {
  return fakeWorld({ network: { get: get ?? {} }, machine: { architecture: "x64" } });
}

describe("what there is to pull of an image", () => {
  it("is what its manifest says", async () => {
    const world = worldOf({ "https://ghcr.io/v2/some/thing/manifests/v1": manifest });
    expect(await imageSizes(world, ["ghcr.io/some/thing:v1"])).toEqual(
      new Map([["ghcr.io/some/thing:v1", 1_205]]),
    );
  });

  it("is this machine's share where there is one for each", async () => {
    const path = "http://127.0.0.1:5000/v2/thing/manifests";
    const list = [
      { digest: "sha256:arm", platform: { os: "linux", architecture: "arm64" } },
      { digest: "sha256:amd", platform: { os: "linux", architecture: "amd64" } },
    ];
    const world = worldOf({
      [`${path}/latest`]: says({ manifests: list }),
      [`${path}/sha256:amd`]: manifest,
    });
    expect((await imageSizes(world, ["127.0.0.1:5000/thing"])).get("127.0.0.1:5000/thing")).toBe(1_205);
  });

  it("is asked of Docker Hub with the token that anybody gets", async () => {
    const asked: string[] = [];
    const refusesFirst = (): HttpAnswer => {
      asked.push("manifest");
      return asked.length === 1 ? { kind: "answered", status: 401, body: "" } : manifest;
    };
    const world = worldOf({
      "https://registry-1.docker.io/v2/library/redis/manifests/7": refusesFirst,
      "https://auth.docker.io/token?service=registry.docker.io&scope=repository:library/redis:pull": says({
        token: "anybody",
      }),
    });
    expect([...(await imageSizes(world, ["redis:7"])).values()]).toEqual([1_205]);
    expect(asked).toHaveLength(2);
  });

  it("is not known where no registry tells, and known of the others", async () => {
    const world = worldOf({
      "https://nowhere.example/v2/a/manifests/1": unreachable,
      "https://odd.example/v2/a/manifests/1": { kind: "answered", status: 200, body: "<html>" },
      "https://private.example/v2/a/manifests/1": { kind: "answered", status: 401, body: "" },
      "https://private.example/token?service=private.example&scope=repository:a:pull": unreachable,
      "https://good.example/v2/a/manifests/1": manifest,
    });
    const images = ["nowhere", "odd", "private", "good"].map((host) => `${host}.example/a:1`);
    expect([...(await imageSizes(world, images)).keys()]).toEqual(["good.example/a:1"]);
  });

  it("is waited for no longer than a plan can wait", async () => {
    const world = worldOf({
      "https://slow.example/v2/a/manifests/1": () => new Promise(() => undefined),
      "https://good.example/v2/a/manifests/1": manifest,
    });
    const sizes = imageSizes(world, ["slow.example/a:1", "good.example/a:1"]);
    expect([...(await world.clock.drive(sizes)).keys()]).toEqual(["good.example/a:1"]);
    expect(world.clock.elapsedMs()).toBe(2_000);
  });

  it("is asked of nobody where nothing is to be pulled", async () => {
    expect(await imageSizes(worldOf({}), [])).toEqual(new Map());
  });
});
