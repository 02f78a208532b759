import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { judgeOwnership } from "../../../src/core/ownership/judge-ownership.ts";
import type { Claim, Seen } from "../../../src/core/ownership/judge-ownership.ts";
import { composed, network, project, record, seen, volume } from "./things.ts";

const claim: Claim = { project, record: undefined, external: new Set() };

function ownNames(things: Seen, about: Claim = claim) {
  const { containers, volumes, networks } = judgeOwnership(about, things);
  return [...containers, ...volumes, ...networks].map(({ name }) => name);
}

function whyNot(things: Seen, about: Claim = claim) {
  return judgeOwnership(about, things).others.map(({ name, why }) => [name, why.kind]);
}

describe("a container is ours", () => {
  it("when Compose made it for this project in this folder", () => {
    expect(ownNames(seen({ containers: [composed("web")] }))).toEqual(["shop-dev-web-1"]);
  });

  it("while Compose recreates it, and when it is one of `compose run`", () => {
    const { labels } = composed("web");
    const half = composed("web", { name: "0123456789ab_shop-dev-web-1" });
    const run = composed("web", {
      name: "shop-dev-web-run-0123456789ab",
      labels: { ...labels, "com.docker.compose.oneoff": "True" },
    });
    expect(ownNames(seen({ containers: [half, run] }))).toHaveLength(2);
  });

  it("under a name of the model's own choice, by the image that Compose wrote down", () => {
    expect(ownNames(seen({ containers: [composed("web", { name: "multimodal-web" })] }))).toEqual([
      "multimodal-web",
    ]);
  });

  it("under such a name, by what is run of an image that has more than that in it", () => {
    const { labels } = composed("web");
    const manifestId = "sha256:of-this-platform";
    const written = { ...labels, "com.docker.compose.image": manifestId };
    const web = composed("web", { name: "multimodal-web", manifestId, labels: written });
    expect(ownNames(seen({ containers: [web] }))).toEqual(["multimodal-web"]);
    const other = { ...web, manifestId: "sha256:of-another" };
    expect(whyNot(seen({ containers: [other] }))).toEqual([["multimodal-web", "not-made-by-compose"]]);
  });

  it("when it was made for a hook of a service of ours, though Compose writes no folder on it", () => {
    const hook = composed("web", {
      id: "hook-id",
      name: "shop-dev-web-pre_start-0",
      labels: {
        "com.docker.compose.project": project,
        "com.docker.compose.service": "web",
        "com.docker.compose.hook": "pre_start",
      },
    });
    expect(ownNames(seen({ containers: [composed("web"), hook] }))).toEqual([
      "shop-dev-web-1",
      "shop-dev-web-pre_start-0",
    ]);
    expect(whyNot(seen({ containers: [composed("db"), hook] }))).toEqual([
      ["shop-dev-web-pre_start-0", "not-made-by-compose"],
    ]);
    const named = { ...hook, name: "postgres-prod" };
    expect(whyNot(seen({ containers: [composed("web"), named] }))).toEqual([
      ["postgres-prod", "not-made-by-compose"],
    ]);
  });

  it("when a start recorded its id, whatever became of the folder", () => {
    const moved = composed("web");
    const known = record({ containers: [{ id: moved.id, name: moved.name, service: "web" }] });
    const things = seen({ containers: [moved], ownFolders: new Set() });
    expect(ownNames(things, { ...claim, record: known })).toEqual([moved.name]);
    expect(judgeOwnership({ ...claim, record: known }, things).elsewhere).toBeUndefined();
  });
});

describe("a container is not ours", () => {
  it("when it bears the project's label and nothing else of Compose", () => {
    const thief = composed("web", {
      name: "postgres-prod",
      labels: { "com.docker.compose.project": project },
    });
    expect(whyNot(seen({ containers: [thief] }))).toEqual([["postgres-prod", "not-made-by-compose"]]);
  });

  it("when it runs an image committed from one of ours, which hands on every label", () => {
    const copy = composed("web", { name: "brave_curie", imageId: "sha256:committed" });
    expect(whyNot(seen({ containers: [composed("web"), copy] }))).toEqual([
      ["brave_curie", "not-made-by-compose"],
    ]);
  });

  it("when it was started from another folder, which is named", () => {
    const things = seen({ containers: [composed("web")], ownFolders: new Set() });
    expect(judgeOwnership(claim, things)).toMatchObject({
      containers: [],
      elsewhere: "/home/ann/shop",
      others: [{ why: { kind: "another-folder", folder: "/home/ann/shop" } }],
    });
  });

  it("when it is of another project, and then nothing is said of it", () => {
    const other = composed("web", { labels: { "com.docker.compose.project": "other" } });
    expect(judgeOwnership(claim, seen({ containers: [other] }))).toMatchObject({
      containers: [],
      others: [],
    });
  });
});

describe("a volume is ours", () => {
  it("when a start recorded it, or a container of ours mounts it", () => {
    const [data, cache] = [volume("data"), volume("cache")];
    const user = composed("web", { volumes: [cache.name] });
    const known = record({ volumes: [{ name: data.name, createdAt: data.createdAt }] });
    const things = seen({ containers: [user], volumes: [data, cache] });
    expect(ownNames(things, { ...claim, record: known })).toEqual([user.name, data.name, cache.name]);
  });

  it("not by its label and name alone, nor when it was made anew since", () => {
    const known = record({ volumes: [{ name: volume("data").name, createdAt: "2025-01-01T00:00:00Z" }] });
    for (const about of [claim, { ...claim, record: known }]) {
      expect(whyNot(seen({ volumes: [volume("data")] }), about)).toEqual([["shop-dev_data", "not-recorded"]]);
    }
  });

  it("not with a stolen label, not even when a container of ours mounts it", () => {
    const stolen = volume("data", { name: "precious", labels: { "com.docker.compose.project": project } });
    const user = composed("web", { volumes: ["precious"] });
    expect(whyNot(seen({ containers: [user], volumes: [stolen] }))).toEqual([
      ["precious", "not-made-by-compose"],
    ]);
  });

  it("not when the model declares it external", () => {
    const shared = volume("shared");
    const user = composed("web", { volumes: [shared.name] });
    const about = { ...claim, external: new Set([shared.name]) };
    expect(whyNot(seen({ containers: [user], volumes: [shared] }), about)).toEqual([
      [shared.name, "external"],
    ]);
  });

  it("when nobody named it and a container of ours mounts it", () => {
    const name = "a".repeat(64);
    const anonymous = volume("x", { name, labels: { "com.docker.volume.anonymous": "" } });
    expect(ownNames(seen({ volumes: [anonymous] }))).toEqual([]);
    expect(
      ownNames(seen({ containers: [composed("web", { volumes: [name] })], volumes: [anonymous] })),
    ).toContain(name);
  });
});

describe("a volume that Compose asked the engine for without a name", () => {
  const name = "0123456789abcdef".repeat(4);
  const unlabelled = volume("x", { name, labels: {} });

  it("is ours by a container of ours, and later by the record of it", () => {
    const user = composed("web", { volumes: [name] });
    const known = record({ volumes: [{ name, createdAt: unlabelled.createdAt }] });
    expect(ownNames(seen({ containers: [user], volumes: [unlabelled] }))).toContain(name);
    expect(ownNames(seen({ volumes: [unlabelled] }), { ...claim, record: known })).toEqual([name]);
    expect(ownNames(seen({ volumes: [unlabelled] }))).toEqual([]);
  });

  it("is not ours where the model declares it external, or where somebody named it", () => {
    const user = composed("web", { volumes: [name, "shared"] });
    const things = seen({
      containers: [user],
      volumes: [unlabelled, volume("x", { name: "shared", labels: {} })],
    });
    const external = { ...claim, external: new Set([name]) };
    expect(ownNames(things, external)).not.toContain(name);
    expect(ownNames(things)).not.toContain("shared");
  });
});

describe("a network is ours", () => {
  it("by the name that Compose gives, by its id, or by who has joined it", () => {
    const named = network("front", { name: "chosen" });
    const known = record({ networks: [{ id: named.id, name: named.name }] });
    expect(ownNames(seen({ networks: [network("default")] }))).toEqual(["shop-dev_default"]);
    expect(ownNames(seen({ networks: [named] }))).toEqual([]);
    expect(ownNames(seen({ networks: [named] }), { ...claim, record: known })).toEqual(["chosen"]);
    expect(
      ownNames(seen({ networks: [named], containers: [composed("web", { networkIds: [named.id] })] })),
    ).toContain("chosen");
  });

  it("not with a stolen label", () => {
    const stolen = network("x", { name: "office", labels: { "com.docker.compose.project": project } });
    expect(whyNot(seen({ networks: [stolen] }))).toEqual([["office", "not-made-by-compose"]]);
  });
});

describe("whatever the engine has", () => {
  const label = fc.constantFrom(
    "com.docker.compose.project",
    "com.docker.compose.service",
    "com.docker.compose.volume",
    "com.docker.compose.network",
    "com.docker.compose.project.working_dir",
    "com.docker.compose.container-number",
  );
  const labels = fc.dictionary(label, fc.constantFrom(project, "web", "/home/ann/shop", "1", "data"));
  const names = fc.constantFrom("postgres-prod", "shop-dev_data", "shop-dev-web-1", "multimodal_backup");
  const things = fc.record({
    containers: fc.array(
      fc.tuple(names, labels).map(([name, labels]) => composed("web", { id: name, name, labels })),
    ),
    volumes: fc.array(fc.tuple(names, labels).map(([name, labels]) => volume("data", { name, labels }))),
    networks: fc.array(
      fc.tuple(names, labels).map(([name, labels]) => network("data", { id: name, name, labels })),
    ),
  });

  it("what lacks any of Compose's labels is never ours, and all that bears the project's label is told of", () => {
    fc.assert(
      fc.property(things, (found) => {
        const { containers, volumes, networks, others } = judgeOwnership(claim, seen(found));
        const isLabelled = ({ labels }: { labels: Readonly<Record<string, string>> }): boolean =>
          labels["com.docker.compose.project"] === project;
        for (const container of containers) {
          expect(Object.keys(container.labels)).toEqual(
            expect.arrayContaining(["com.docker.compose.service", "com.docker.compose.project.working_dir"]),
          );
        }
        for (const each of volumes) expect(each.labels).toHaveProperty(["com.docker.compose.volume"]);
        for (const each of networks) expect(each.labels).toHaveProperty(["com.docker.compose.network"]);
        for (const each of [...containers, ...volumes, ...networks]) expect(isLabelled(each)).toBe(true);
        const bearers = [...found.containers, ...found.volumes, ...found.networks].filter(isLabelled);
        expect(containers.length + volumes.length + networks.length + others.length).toBe(bearers.length);
      }),
    );
  });
});
