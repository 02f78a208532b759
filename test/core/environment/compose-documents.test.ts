import { describe, expect, it } from "vitest";
import { readDocuments, withInherited } from "../../../src/core/environment/compose-documents.ts";
import { loadModel } from "../../../src/core/environment/load-model.ts";
import { fakeWorld } from "../../world/fake-world.ts";

const directory = "/home/ann/project";

/** What is loaded of these files; Compose merges them into `names`. */
async function loaded(files: Readonly<Record<string, string>>, names: readonly string[], more = {}) {
  const absolute = Object.fromEntries(
    Object.entries(files).map(([name, text]) => [`${directory}/${name}`, text]),
  );
  const services = Object.fromEntries(names.map((name) => [name, { image: name }]));
  const world = fakeWorld({
    files: absolute,
    compose: {
      config: async () => ({ kind: "exited", exitCode: 0, stdout: JSON.stringify({ services }), stderr: "" }),
    },
  });
  const project = {
    name: "shop",
    directory,
    files: [`${directory}/compose.yaml`],
    envFile: undefined,
    profiles: [],
    variables: {},
    ...more,
  };
  const read = await loadModel(world, project, new AbortController().signal);
  if (read.kind === "failed") return read;
  return new Map(read.value.model.services.map(({ name, extras }) => [name, extras]));
}

const optionalDb = "services: { db: { image: x, x-stack: { optional: true } } }\n";

describe("x-stack counts wherever Compose reads the service from", () => {
  it.each([
    ["an include", { "compose.yaml": "include: [sub/db.yaml]\n", "sub/db.yaml": optionalDb }],
    [
      "an include of several files, with a folder of its own",
      {
        "compose.yaml": "include:\n  - path: [sub/none.yaml, sub/db.yaml]\n    project_directory: other\n",
        "sub/none.yaml": "services: { db: { image: y } }\n",
        "sub/db.yaml": "services: { db: { extends: { file: base.yaml, service: base } } }\n",
        "other/base.yaml": "services: { base: { x-stack: { optional: true } } }\n",
      },
    ],
    [
      "an include of an include",
      {
        "compose.yaml": "include: [a/one.yaml]\n",
        "a/one.yaml": "include: [b/two.yaml]\n",
        "a/b/two.yaml": optionalDb,
      },
    ],
    [
      "an include by a variable of the included project's own env file",
      {
        "compose.yaml": "include:\n  - { path: a/one.yaml, env_file: a/its.env }\n",
        "a/its.env": "WHICH=two\n",
        "a/one.yaml": "include: ['${WHICH}.yaml']\n",
        "a/two.yaml": optionalDb,
      },
    ],
    [
      "what it extends in the same file",
      {
        "compose.yaml":
          "services:\n  base: { image: x, x-stack: { optional: true } }\n  db: { extends: { service: base } }\n",
      },
    ],
    [
      "what it extends over two other files, each from its own folder",
      {
        "compose.yaml": "services: { db: { extends: { file: lib/mid.yaml, service: mid } } }\n",
        "lib/mid.yaml": "services: { mid: { extends: { file: deep/base.yaml, service: base } } }\n",
        "lib/deep/base.yaml": "services: { base: { x-stack: { optional: true } } }\n",
      },
    ],
    [
      "what a service of an included file extends",
      {
        "compose.yaml": "include: [sub/db.yaml]\n",
        "sub/db.yaml": "services: { db: { extends: { file: base.yaml, service: base } } }\n",
        "sub/base.yaml": "services: { base: { x-stack: { optional: true } } }\n",
      },
    ],
    ["a further document", { "compose.yaml": `services: { db: { image: x } }\n---\n${optionalDb}` }],
  ])("%s", async (_, files: Readonly<Record<string, string>>) => {
    const extras = await loaded(files, ["db"]);
    expect(extras).toEqual(new Map([["db", expect.objectContaining({ optional: true })]]));
  });

  it("merged key by key, what stands nearer over what is inherited", async () => {
    const files = {
      "compose.yaml": `include: [db.yaml]\nservices:\n  web:\n    extends: { file: db.yaml, service: db }\n    x-stack: { optional: false }\n`,
      "db.yaml": "services: { db: { x-stack: { optional: true, display: Store } } }\n",
    };
    const extras = await loaded(files, ["db", "web"]);
    expect(extras).toMatchObject(
      new Map([
        ["db", expect.objectContaining({ optional: true, display: "Store" })],
        ["web", expect.objectContaining({ optional: false, display: "Store" })],
      ]),
    );
  });

  it("but rings of includes and of extends have an end", async () => {
    const files = {
      "compose.yaml": "include: [other.yaml]\nservices: { a: { extends: b }, b: { extends: a } }\n",
      "other.yaml": "include: [compose.yaml]\nservices: { c: { x-stack: { optional: true } } }\n",
    };
    expect(await loaded(files, ["c"])).toEqual(new Map([["c", expect.objectContaining({ optional: true })]]));
  });
});

describe("what a service inherits", () => {
  it("is its own, for whoever looks for what it uses and where that stands", async () => {
    const files = {
      "/p/compose.yaml": "services: { db: { extends: { file: base.yaml, service: base } } }\n",
      "/p/base.yaml": "services:\n  other: { image: x }\n  base:\n    command: ['${TOKEN}']\n",
    };
    const world = fakeWorld({ files });
    const read = await readDocuments(world, { files: ["/p/compose.yaml"], directory: "/p" }, new Map());
    if (read.kind === "failed") throw new Error(JSON.stringify(read.error));
    const [inherited, own] = withInherited(world.files, read.value);
    expect(inherited?.value).toEqual({ services: { db: { command: ["${TOKEN}"] } } });
    expect(inherited?.lineOf(["services", "db", "command"])).toBe(4);
    expect(inherited?.texts()).toEqual([
      { path: ["services", "db", "command", "0"], text: "${TOKEN}", line: 4 },
    ]);
    expect(own?.value).toHaveProperty(["services", "db", "extends"]);
  });
});

describe("a misspelt key of x-stack is named where it stands", () => {
  it.each([
    ["in an included file", "include: [sub/db.yaml]\n", "sub/db.yaml", 4],
    [
      "in a file that is extended",
      "services: { a: { extends: { file: sub/db.yaml, service: db } } }\n",
      "sub/db.yaml",
      4,
    ],
  ])("%s", async (_, compose, file, line) => {
    const files = {
      "compose.yaml": compose,
      "sub/db.yaml": "services:\n  db:\n    x-stack:\n      optinal: true\n",
    };
    expect(await loaded(files, ["db", "a"])).toMatchObject({
      error: [{ file, line, message: expect.stringContaining("optinal") }],
    });
  });

  it("in a further document, by the line of the file", async () => {
    const compose = "services: { db: { image: x } }\n---\nservices:\n  db:\n    x-stack: { optinal: true }\n";
    expect(await loaded({ "compose.yaml": compose }, ["db"])).toMatchObject({
      error: [{ file: "compose.yaml", line: 5 }],
    });
  });

  it("even where a later layer has a part of its own", async () => {
    const files = {
      "compose.yaml": "services:\n  db:\n    x-stack: { optinal: true }\n",
      "more.yaml": "services:\n  db:\n    x-stack: { display: Store }\n",
    };
    const more = { files: [`${directory}/compose.yaml`, `${directory}/more.yaml`] };
    expect(await loaded(files, ["db"], more)).toMatchObject({
      error: [{ file: "compose.yaml", line: 3 }],
    });
  });
});

describe("aliases", () => {
  it("may be many in an honest file", async () => {
    const merges = Array.from({ length: 40 }, (_, index) => `      k${String(index)}: { <<: *one }\n`).join(
      "",
    );
    const uses = Array.from({ length: 60 }, (_, index) => `  s${String(index)}: { <<: *base }\n`).join("");
    const compose = `x-one: &one { a: 1 }\nx-base: &base\n    image: x\n    x-more:\n${merges}services:\n${uses}`;
    expect(await loaded({ "compose.yaml": compose }, ["s0"])).toBeInstanceOf(Map);
  });

  it("that come to more than any file means are refused, and none is followed without end", async () => {
    const levels = Array.from({ length: 12 }, (_, level) => {
      const before = level === 0 ? "x" : `*l${String(level - 1)}`;
      return `x-${String(level)}: &l${String(level)} [${Array(10).fill(before).join(", ")}]\n`;
    });
    const bomb = await loaded({ "compose.yaml": `${levels.join("")}services: {}\n` }, []);
    expect(bomb).toMatchObject({
      error: [{ file: "compose.yaml", message: expect.stringContaining("aliases") }],
    });
    const ring = await loaded({ "compose.yaml": "x-a: &a { b: *a }\nservices: {}\n" }, []);
    expect(ring).toMatchObject({ error: [{ file: "compose.yaml" }] });
  });
});
