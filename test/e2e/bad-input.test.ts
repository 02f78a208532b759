import { chmod, mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { describe, test } from "vitest";
import { expectComplaint } from "./complaint.ts";
import { folder, layer, manifest } from "./folder.ts";

const readers = ["up", "plan", "doctor", "compose"] as const;

describe("a manifest that is wrong", () => {
  test.each(readers)(
    "%s: a typo in a key is named with its line and the key that was meant",
    async (command) => {
      const { run } = await folder({ files: { "stack.yaml": manifest.replace("layers", "layrs") } });
      const ended = await run(command, "demo");
      expectComplaint(ended, 2, "stack.yaml:5", "layrs", 'did you mean "layers"', "layers is missing");
    },
  );

  test("every mistake is told at once", async () => {
    const { run } = await folder({
      files: {
        "stack.yaml":
          "name: Bad Name\nenvironments:\n  demo:\n    layers: []\n    gpu: maybe\n    memory: much\n",
      },
    });
    const ended = await run("up", "demo");
    expectComplaint(
      ended,
      2,
      "stack.yaml:1",
      "stack.yaml:4",
      "stack.yaml:5",
      "stack.yaml:6",
      "24GiB",
      "none",
    );
  });

  test("that is no YAML is named with the line", async () => {
    const { run } = await folder({ files: { "stack.yaml": "name: bad\nenvironments:\n  demo: [\n" } });
    expectComplaint(await run("up", "demo"), 2, /stack\.yaml:\d+/u, "not valid YAML");
  });

  test("that is empty, or a list, or only a word", async () => {
    for (const text of ["", "- name\n", "hello\n"]) {
      const { run } = await folder({ files: { "stack.yaml": text } });
      expectComplaint(await run("up", "demo"), 2, "stack.yaml");
    }
  });

  test("that is a folder", async () => {
    const { run, directory } = await folder();
    await rm(join(directory, "stack.yaml"));
    await mkdir(join(directory, "stack.yaml"));
    expectComplaint(await run("up", "demo"), 2, "stack.yaml", "folder");
  });
});

describe("a layer that is wrong", () => {
  test("that does not exist is named as the manifest names it", async () => {
    const { run, directory } = await folder();
    await rm(join(directory, "compose.yaml"));
    expectComplaint(await run("up", "demo"), 2, "compose.yaml", "does not exist");
  });

  test("that is a folder", async () => {
    const { run } = await folder({
      files: { "stack.yaml": manifest.replace("compose.yaml", "layers"), "layers/": "" },
    });
    expectComplaint(await run("up", "demo"), 2, "layers", "folder");
  });

  test("that is no YAML is named with the line", async () => {
    const { run } = await folder({
      files: { "compose.yaml": "services:\n  page:\n   image: [\n" },
      docker: {
        composeVersion: "2.40.3",
        configComplaint: "yaml: line 3: did not find expected node content\n",
      },
    });
    expectComplaint(await run("up", "demo"), 2, /compose\.yaml:\d/u, "YAML");
  });

  test.skipIf(process.getuid?.() === 0)("that may not be read", async () => {
    const { run, directory } = await folder();
    await chmod(join(directory, "compose.yaml"), 0);
    expectComplaint(await run("up", "demo"), 2, "compose.yaml", "permission");
  });

  test("that Compose does not accept: its own words, and which files", async () => {
    const { run } = await folder({
      docker: {
        composeVersion: "2.40.3",
        configComplaint:
          "validating /x/compose.yaml: services.page additional properties 'imge' not allowed\n",
      },
    });
    expectComplaint(await run("up", "demo"), 2, "compose.yaml", "'imge' not allowed");
  });

  test("with an unknown key under x-stack: the line, and the key that was meant", async () => {
    const { run } = await folder({
      files: { "compose.yaml": `${layer}    x-stack:\n      optinal: true\n` },
    });
    expectComplaint(await run("up", "demo"), 2, "compose.yaml:5", 'did you mean "optional"');
  });

  test("with a duration or a size that is none", async () => {
    const { run } = await folder({
      files: { "compose.yaml": `${layer}    x-stack:\n      ready-within: soon\n` },
    });
    expectComplaint(await run("up", "demo"), 2, "compose.yaml:5", "90s");
  });
});

describe("a command line that is wrong", () => {
  test.each([
    [["up", "dmo"], /did you mean "demo"/u],
    [["up", "production"], /there are demo/u],
    [["up"], /environment/u],
    [["upp", "demo"], /up/u],
    [["up", "demo", "--jsn"], /--json/u],
    [["up", "demo", "--gpu", "three"], /gpu/u],
    [["up", "demo", "--pull", "sometimes"], /pull/u],
    [["up", "demo", "--timeout", "soon"], /90s/u],
    [["up", "demo", "--set", "novalue"], /NAME=value/u],
    [["up", "demo", "--only", "pag"], /did you mean "page"/u],
    [["up", "demo", "-f", "absent.yaml"], /absent\.yaml/u],
    [["up", "demo", "--ignore", "port.in-us"], /port\.in-use/u],
    [["up", "demo", "--rehearse-with", "page=explode"], /crash/u],
    [["logs", "demo", "--tail", "few"], /tail/u],
    [["plan", "demo", "extra", "words"], /too many arguments|extra/u],
  ])("stack %j", async (words, about) => {
    const { run } = await folder();
    expectComplaint(await run(...words), 2, about);
  });
});
