import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { stringify } from "yaml";
import { findManifest } from "../../../../src/core/environment/find-manifest.ts";
import { lint } from "../../../../src/features/lint/lint-environment.ts";
import { readSubject } from "../../../../src/features/lint/read/read-subject.ts";
import { rules } from "../../../../src/features/lint/rules.ts";
import type { FakeFile } from "../../../world/fake-files.ts";
import { fakeWorld } from "../../../world/fake-world.ts";

const directory = "/home/ann/project";
const manifest = "name: shop\nenvironments:\n  demo: { layers: [compose.yaml] }\n";

/** A box without docker: only what the files themselves show can be found. */
async function linted(files: Readonly<Record<string, FakeFile>>) {
  const absolute = Object.fromEntries(
    Object.entries(files).map(([name, file]) => [`${directory}/${name}`, file]),
  );
  const world = fakeWorld({
    files: absolute,
    compose: { version: () => Promise.resolve({ kind: "not-found" }) },
  });
  const found = await findManifest(world, directory);
  if (found.kind === "failed") return found;
  const subject = await readSubject(world, found.value, undefined, new AbortController().signal);
  return subject.kind === "failed" ? subject : lint(subject.value, "all");
}

describe("without docker compose", () => {
  it("tries the rules that need files alone, and names the others", async () => {
    const compose = "services:\n  web:\n    image: nginx:latest\n    healthcheck: { test: [CMD, 'true'] }\n";
    expect(await linted({ "stack.yaml": manifest, "compose.yaml": compose })).toMatchObject({
      defects: [{ id: "image.mutable-tag", file: "compose.yaml", line: 3, service: "web" }],
      skipped: rules.filter(({ reads }) => reads === "models").map(({ id }) => id),
    });
  });
});

describe("a layer that cannot be read", () => {
  it("is a problem with its file and line", async () => {
    expect(await linted({ "stack.yaml": manifest, "compose.yaml": "services:\n  web: [\n" })).toMatchObject({
      kind: "failed",
      error: [{ file: "compose.yaml" }],
    });
  });

  it("is a problem too where only another file extends it", async () => {
    const compose = "services:\n  web:\n    extends: { file: gone.yaml, service: base }\n";
    expect(await linted({ "stack.yaml": manifest, "compose.yaml": compose })).toMatchObject({
      error: [{ file: "gone.yaml", message: "there is no such file" }],
    });
  });
});

describe("a merge of something that is no map", () => {
  it("is a problem with its file and line", async () => {
    const compose = "services:\n  web:\n    environment:\n      <<: 0\n";
    expect(await linted({ "stack.yaml": manifest, "compose.yaml": compose })).toMatchObject({
      error: [{ file: "compose.yaml", line: 4, message: expect.stringContaining("Merge sources") }],
    });
  });
});

describe("what the env files set", () => {
  const compose =
    "services:\n  web:\n    image: 'ours:${TAG}'\n    volumes: ['./${STAGE}/web.conf:/etc/web.conf:ro']\n";
  const files = { "compose.yaml": compose, "live/web.conf": "x" };

  it.each([
    ["of the environment", manifest, { ".env.demo": "TAG=1.2\nSTAGE=live\n" }],
    [
      "beneath it",
      manifest.replace("yaml] }", "yaml], env-files: [.env] }"),
      { ".env": "TAG=1.2\nSTAGE=live\n" },
    ],
  ])("is known: %s", async (_, stack, more: Readonly<Record<string, string>>) => {
    expect(await linted({ "stack.yaml": stack, ...files, ...more })).toMatchObject({ defects: [] });
  });

  it("is judged by what it is, and what nothing sets is not guessed", async () => {
    const set = await linted({ "stack.yaml": manifest, ...files, ".env.demo": "TAG=latest\nSTAGE=gone\n" });
    expect(set).toMatchObject({ defects: [{ id: "image.mutable-tag" }, { id: "mount.source-missing" }] });
    const unset = await linted({ "stack.yaml": manifest, ...files });
    expect(unset).toMatchObject({ defects: [{ id: "variable.undefined" }, { id: "variable.undefined" }] });
  });
});

describe("what is included and extended", () => {
  it("is linted where it stands, is no stranger, and uses variables like any other file", async () => {
    const report = await linted({
      "stack.yaml": manifest,
      "compose.yaml":
        "include: [sub/db.yaml]\nservices:\n  web:\n    extends: { file: base.yaml, service: base }\n---\nservices:\n  late: { image: late:latest }\n",
      "sub/db.yaml":
        "services:\n  db:\n    image: db:latest\n    user: '${OWNER}'\n    volumes: ['./init.sql:/init.sql:ro']\n",
      "sub/init.sql": "x",
      "base.yaml": "services:\n  base:\n    image: base:latest\n",
      ".env.demo": "OWNER=1000\n",
    });
    expect(report).toMatchObject({
      defects: [
        { id: "image.mutable-tag", file: "base.yaml", line: 3 },
        { id: "image.mutable-tag", file: "compose.yaml", line: 7 },
        { id: "image.mutable-tag", file: "sub/db.yaml", line: 3 },
      ],
    });
  });
});

describe("a variable on both sides of a port", () => {
  it("moves both, and whoever asks it", async () => {
    const compose = (container: string) =>
      `services:\n  web:\n    image: ours:1\n    command: ['--port', '\${PORT:-80}']\n    ports: ['127.0.0.1:\${PORT:-80}:${container}']\n`;
    const both = { "stack.yaml": manifest, "compose.yaml": compose("${PORT:-80}") };
    expect(await linted(both)).toMatchObject({ defects: [] });
    const one = { "stack.yaml": manifest, "compose.yaml": compose("80") };
    expect(await linted(one)).toMatchObject({ defects: [{ id: "port.host-variable-inside" }] });
  });
});

describe("a comment that allows a defect", () => {
  it.each([
    ["on the line above", "    # lint: allow image.mutable-tag, it is ours\n    image: ours:latest\n", 0],
    ["on the line itself", "    image: ours:latest # lint: allow image.mutable-tag\n", 0],
    ["of another kind allows nothing", "    image: ours:latest # lint: allow compose.container-name\n", 1],
    ["that names no rule allows nothing", "    image: ours:latest # for now\n", 1],
  ])("%s", async (_where, service, count) => {
    const report = await linted({ "stack.yaml": manifest, "compose.yaml": `services:\n  web:\n${service}` });
    expect(report).toMatchObject({ defects: { length: count } });
  });
});

describe("whatever a layer says", () => {
  const key = fc.constantFrom(
    ..."image build command environment env_file healthcheck ports volumes deploy extends container_name depends_on".split(
      " ",
    ),
  );
  const inner = fc.dictionary(
    fc.constantFrom("test", "replicas", "config", "source", "file", "service", "a"),
    fc.jsonValue(),
  );
  const service = fc.dictionary(
    key,
    fc.oneof(fc.jsonValue(), inner, fc.array(fc.oneof(fc.string(), inner)), fc.string()),
  );
  const layer = fc.dictionary(
    fc.constantFrom("services", "networks", "volumes", "secrets", "version"),
    fc.oneof(fc.jsonValue(), fc.dictionary(fc.constantFrom("web", "db"), fc.oneof(service, fc.jsonValue()))),
  );

  it("no rule breaks on it: it is judged, or it is a problem", async () => {
    await fc.assert(
      fc.asyncProperty(layer, async (written) => {
        const report = await linted({ "stack.yaml": manifest, "compose.yaml": stringify(written) });
        expect("defects" in report || report.error.length > 0).toBe(true);
      }),
      { interruptAfterTimeLimit: 20_000 },
    );
  });
});
