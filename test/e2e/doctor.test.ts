import { readFile, readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { describe, expect, test } from "vitest";
import { doctorSchema } from "../features/doctor/doctor-schema.ts";
import type { DoctorJson } from "../features/doctor/doctor-schema.ts";
import type { Ended } from "../program/run-program.ts";
import { xmlComplaint } from "./xml-complaint.ts";
import { expectComplaint } from "./complaint.ts";
import { folder } from "./folder.ts";

function documentOf({ stdout }: Ended): DoctorJson {
  return doctorSchema.parse(JSON.parse(stdout));
}

function failed(ended: Ended): readonly string[] {
  return documentOf(ended)
    .findings.filter(({ status }) => status === "fail")
    .map(({ id }) => id);
}

describe("doctor on a machine with nothing installed", () => {
  test("says what to install, with and without an environment, and without a manifest", async () => {
    const { run } = await folder({ docker: "none" });
    for (const words of [["doctor"], ["doctor", "demo"]]) {
      const ended = await run(...words, "--json");
      expect([ended.exitCode, failed(ended)]).toEqual([3, ["engine.missing", "compose.missing"]]);
      expectComplaint(await run(...words), 3, "Docker is not installed", "docs.docker.com");
    }
    const broken = await folder({ docker: "none", files: { "stack.yaml": "name: [\n" } });
    expect(failed(await broken.run("doctor", "--json"))).toEqual(["engine.missing", "compose.missing"]);
    expectComplaint(await broken.run("doctor", "demo"), 2, "stack.yaml:");
  });

  test("still knows an environment that does not exist", async () => {
    const { run } = await folder({ docker: "none" });
    expectComplaint(await run("doctor", "dmo"), 2, "demo");
  });
});

describe("doctor with a docker that has no engine", () => {
  test("tells a stopped engine from a missing one, and how to start it", async () => {
    const { run } = await folder();
    const ended = await run("doctor", "demo", "--json");
    expect([ended.exitCode, failed(ended)]).toEqual([3, ["engine.not-running"]]);
    expect(documentOf(ended).findings.find(({ id }) => id === "compose.ready")?.status).toBe("pass");
  });

  test("says which context it is that leads elsewhere", async () => {
    const { run } = await folder({ environment: { DOCKER_HOST: "tcp://127.0.0.1:1" } });
    const ended = await run("doctor", "--json");
    expect(failed(ended)).toEqual(["engine.unreachable"]);
    expect(documentOf(ended).findings[0]?.detail).toContain("tcp://127.0.0.1:1");
  });
});

describe("doctor --fix", () => {
  const layer = `services:
  page:
    image: example/page:1
    volumes: [{ type: bind, source: ./gone, target: /data, bind: { create_host_path: false } }]
`;

  async function withoutFolder() {
    const wanted = await folder({ files: { "compose.yaml": layer } });
    const mount = { type: "bind", source: join(wanted.directory, "gone"), target: "/data" };
    const page = { image: "example/page:1", volumes: [{ ...mount, bind: { create_host_path: false } }] };
    const config = JSON.stringify({ name: "bad-input-demo", services: { page } });
    const box = await folder({
      files: { "compose.yaml": layer },
      docker: { composeVersion: "2.40.3", config },
    });
    return { ...box, gone: mount.source };
  }

  test("makes the folder that a service mounts, and what it names as the undoing undoes it", async () => {
    const { run, gone } = await withoutFolder();
    const refused = await run("doctor", "demo", "--fix");
    expectComplaint(refused, 2, `mkdir -p ${gone}`, "stack doctor demo --fix --yes");
    await expect(stat(gone)).rejects.toThrow("ENOENT");

    const { fixes = [] } = documentOf(await run("doctor", "demo", "--fix", "--yes", "--json"));
    expect(fixes).toMatchObject([{ finding: "file.missing", state: "applied" }]);
    expect((await stat(gone)).isDirectory()).toBe(true);

    await execa({ shell: true })`${fixes[0]?.undo ?? ""}`;
    await expect(stat(gone)).rejects.toThrow("ENOENT");
  });
});

describe("what doctor writes", () => {
  const secret = "Vq7Zr2Lk9Ws4Xc6Bn1Mt8Hy3";
  const manifest = `name: bad-input
environments: { demo: { layers: [compose.yaml] } }
secrets: { DB_PASSWORD: { kind: password } }
`;

  test("is JUnit that a parser takes", async () => {
    const { run, directory } = await folder({ docker: "none" });
    await run("doctor", "demo", "--junit", "out/doctor.xml");
    const xml = await readFile(join(directory, "out", "doctor.xml"), "utf8");
    expect(xmlComplaint(xml)).toBeUndefined();
    expect(xml).toMatch(/<failure message="Docker is not installed/u);
  });

  test("for a bug report is one file, named, without a secret in it", async () => {
    const { run, directory } = await folder({
      docker: {
        composeVersion: "2.40.3",
        config: JSON.stringify({
          name: "bad-input-demo",
          services: {
            page: {
              image: "example/page:1",
              command: ["serve", "--password", secret, `http://u:${secret}@h`],
            },
          },
        }),
      },
      files: { "stack.yaml": manifest, ".env.demo": `DB_PASSWORD=${secret}\n` },
    });
    const ended = await run("doctor", "demo", "--report");
    const name = (await readdir(directory)).find((file) => file.startsWith("stack-report-")) ?? "";
    expect(ended.stdout).toContain(join(directory, name));
    const report = await readFile(join(directory, name), "utf8");
    expect(JSON.parse(report)).toMatchObject({ plan: { environment: "demo" }, doctor: { ok: false } });
    expect(report + ended.stdout + ended.stderr).not.toContain(secret);
  });

  test("on GitHub is an annotation for each failure, beside whole JSON", async () => {
    const { run } = await folder({ docker: "none", environment: { GITHUB_ACTIONS: "true" } });
    const ended = await run("doctor", "demo", "--json");
    expect(ended.stderr).toMatch(/^::error title=Docker is not installed::/mu);
    expect(documentOf(ended).ok).toBe(false);
  });
});

describe("up --ignore", () => {
  test("knows the ids, and names the nearest to a mistyped one", async () => {
    const { run } = await folder();
    expectComplaint(await run("up", "demo", "--ignore", "port.in-us"), 2, 'did you mean "port.in-use"');
  });

  test("does not start without an engine, whatever is ignored", async () => {
    const { run } = await folder();
    expectComplaint(await run("up", "demo", "--ignore", "engine.not-running"), 3, /engine/iu);
  });
});
