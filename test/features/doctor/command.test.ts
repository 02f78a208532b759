import { describe, expect, it } from "vitest";
import * as z from "zod";
import { encodeValue } from "../../../src/core/secrets/env-file/env-statement.ts";
import type { FakeWorld } from "../../world/fake-world.ts";
import { exited } from "../../world/fake-processes.ts";
import { bareBox, box, here, merged, programs, runDoctor } from "../compose/doctor-box.ts";
import { doctorSchema } from "./doctor-schema.ts";
import type { DoctorJson } from "./doctor-schema.ts";

function documentOf({ terminal }: FakeWorld): DoctorJson {
  return doctorSchema.parse(JSON.parse(terminal.outText));
}

function ids(document: DoctorJson, status: string): readonly string[] {
  return document.findings.filter((finding) => finding.status === status).map(({ id }) => id);
}

const json = { json: true };

describe("stack doctor <environment>", () => {
  it("is done when all is well, and says so in one document", async () => {
    const world = box();
    expect(await runDoctor(world, ["d"], json)).toEqual({ kind: "done" });
    expect(documentOf(world)).toMatchObject({ environment: "demo", ok: true, gpu: { layer: "none" } });
    expect(ids(documentOf(world), "fail")).toEqual([]);
  });

  it("judges cards where the merged model asks for one, and the manifest says nothing of any", async () => {
    const asking = exited(merged({ runtime: "nvidia" }));
    const others = programs.filter(
      ({ including = [], command }) => !including.includes("config") && command !== "nvidia-smi",
    );
    const none = box({
      processes: [
        ...others,
        { command: "docker", including: ["config"], result: asking },
        { command: "nvidia-smi", result: { kind: "not-found" } },
      ],
    });
    await runDoctor(none, ["demo"], json);
    expect(ids(documentOf(none), "fail")).toEqual(["gpu.driver-missing", "gpu.toolkit-missing"]);
    const row =
      "0, GPU-1, 24576, 24000, 8.6, 580.95.05, [N/A], 00000000:01:00.0, [N/A], [N/A], NVIDIA GeForce RTX 3090\n";
    const one = box({
      processes: [
        ...others,
        { command: "docker", including: ["config"], result: asking },
        { command: "nvidia-smi", result: exited(row) },
        { command: "journalctl", result: { kind: "not-found" } },
      ],
    });
    await runDoctor(one, ["demo"], json);
    expect(ids(documentOf(one), "fail")).toEqual(["gpu.toolkit-missing"]);
    expect(documentOf(one).gpu).toMatchObject({ selected: [0], error: null });
  });

  it("goes on with what needs no model where the layers are too new for this Compose", async () => {
    const others = programs.filter(({ including = [] }) => !including.includes("config"));
    const stderr = "validating compose.yaml: services.db Additional property models is not allowed\n";
    const world = box({
      network: { listen: { "127.0.0.1:5432": "in-use" } },
      processes: [
        { command: "docker", including: ["config"], result: exited("", { exitCode: 15, stderr }) },
        { command: "docker", including: ["compose", "version"], result: exited("2.26.1\n") },
        ...others,
      ],
    });
    expect(await runDoctor(world, ["demo"], json)).toMatchObject({ kind: "blocked" });
    const document = documentOf(world);
    expect(document.environment).toBe("demo");
    expect(ids(document, "fail")).toEqual(["compose.too-old"]);
    expect(document.findings.length).toBeGreaterThan(5);
  });

  it("is blocked by what fails, with the failures first", async () => {
    const world = box({ network: { listen: { "127.0.0.1:5432": "in-use" } } });
    expect(await runDoctor(world, ["demo"], json)).toEqual({ kind: "blocked", failed: 1 });
    const { findings } = documentOf(world);
    expect(findings[0]).toMatchObject({ id: "port.in-use", data: { variable: "DB_PORT", proposed: 5433 } });
  });

  it("asks the engine what it is once, and Compose which version it is once", async () => {
    const world = box();
    let pings = 0;
    const ping = world.engine.ping;
    const counting = {
      ...world,
      engine: { ...world.engine, ping: async (ms: number) => (pings++, ping(ms)) },
    };
    await runDoctor(counting, ["demo"], json);
    expect(pings).toBe(1);
    const versions = world.processes.requests.filter(({ args }) => args.includes("version"));
    expect(versions).toHaveLength(1);
  });

  it("names an unknown environment at once, whatever else is wrong", async () => {
    const world = bareBox();
    const outcome = await runDoctor(world, ["dmeo"], json);
    expect(outcome).toMatchObject({ kind: "usage", fix: 'did you mean "demo"?' });
    expect(world.terminal.outText).toBe("");
  });

  it("says what is wrong with a file rather than with the machine", async () => {
    const refused = {
      kind: "exited",
      exitCode: 15,
      stdout: "",
      stderr: "services.db.image must be a string\n",
    } as const;
    const world = box({
      processes: [{ command: "docker", including: ["config"], result: refused }, ...programs],
    });
    expect(await runDoctor(world)).toMatchObject({ kind: "usage" });
  });

  it("blames an old Compose for what it does not understand", async () => {
    const old = { kind: "exited", exitCode: 0, stdout: "2.20.0\n", stderr: "" } as const;
    const refused = { kind: "exited", exitCode: 15, stdout: "", stderr: "unknown tag !override\n" } as const;
    const world = box({
      processes: [
        { command: "docker", including: ["compose", "version"], result: old },
        { command: "docker", including: ["config"], result: refused },
        ...programs,
      ],
    });
    expect(await runDoctor(world, ["demo"], json)).toMatchObject({ kind: "blocked" });
    expect(ids(documentOf(world), "fail")).toEqual(["compose.too-old"]);
  });

  it("warns of a variable that the shell has, by name, and tells the way", async () => {
    const environment = { PATH: "/usr/bin", DB_PASSWORD: "exported-by-mistake", DB_PORT: "1" };
    const world = box({ machine: { environment } });
    await runDoctor(world, ["demo"], json);
    const found = documentOf(world).findings.filter(({ id }) => id === "shell.variable");
    expect(found.map(({ data }) => data["variable"])).toEqual(["DB_PASSWORD", "DB_PORT"]);
    expect(found[0]?.fix).toContain("--set DB_PASSWORD=");
    expect(world.terminal.outText).not.toContain("exported-by-mistake");
  });

  it("skips in a rehearsal what only the real images need", async () => {
    const world = box();
    await runDoctor(world, ["demo"], { ...json, rehearse: true });
    expect(ids(documentOf(world), "skip")).toEqual([
      "gpu.decision",
      "memory.total",
      "disk.free",
      "model.directory",
    ]);
  });

  it("ends as interrupted when it was", async () => {
    const world = box();
    world.terminal.interrupt("SIGTERM");
    expect(await runDoctor(world)).toEqual({ kind: "interrupted", signal: "SIGTERM" });
  });
});

describe("stack doctor on a machine without anything", () => {
  it("says what to install, with an environment: its memory and cards are looked at all the same", async () => {
    const world = bareBox();
    expect(await runDoctor(world, ["demo"], json)).toEqual({ kind: "blocked", failed: 2 });
    expect(ids(documentOf(world), "fail")).toEqual(["engine.missing", "compose.missing"]);
    expect(ids(documentOf(world), "pass")).toContain("memory.total");
  });

  it("needs no environment, and no manifest that can be read", async () => {
    const world = bareBox();
    world.files.put(`${here}/stack.yaml`, "name: [\n");
    expect(await runDoctor(world, [], json)).toEqual({ kind: "blocked", failed: 2 });
    expect(documentOf(world)).toMatchObject({ environment: null, ok: false });
  });
});

describe("what stack doctor writes besides", () => {
  it("is JUnit where it is asked for", async () => {
    const world = box({ network: { listen: { "127.0.0.1:5432": "in-use" } } });
    await runDoctor(world, ["demo"], { junit: "out/doctor.xml" });
    expect(world.files.textAt(`${here}/out/doctor.xml`)).toContain('<testsuite name="stack doctor demo"');
  });

  it("is said when it cannot be written, and then nothing passes as done", async () => {
    const world = box();
    world.files.refuseWriting(`${here}/doctor.xml`, "EACCES");
    expect(await runDoctor(world, ["demo"], { junit: "doctor.xml" })).toMatchObject({ kind: "usage" });
    expect(world.terminal.errText).toContain("doctor.xml cannot be written: permission denied");
    expect(world.terminal.outText).toContain("checks passed");
  });

  it("are annotations on standard error, where GitHub runs it", async () => {
    const environment = { GITHUB_ACTIONS: "true", PATH: "/usr/bin" };
    const world = box({ machine: { environment }, network: { listen: { "127.0.0.1:5432": "in-use" } } });
    await runDoctor(world, ["demo"], json);
    expect(world.terminal.errText).toMatch(/^::error title=port 5432/mu);
    documentOf(world);
  });
});

describe("stack doctor --report", () => {
  const canary = "Vq7Zr2Lk9Ws4Xc6Bn1Mt8Hy3";

  function reportOf(world: FakeWorld): string {
    const path = world.files.paths().find((name) => name.includes("stack-report-")) ?? "";
    return world.files.textAt(path) ?? "";
  }

  it("is one file of this machine's, with what somebody else needs, and is said where", async () => {
    const world = box();
    await runDoctor(world, ["demo"], { ...json, report: true });
    const path = documentOf(world).report ?? "";
    expect(path).toMatch(/^\/home\/ann\/project\/stack-report-[\dT-]+\.json$/u);
    expect(world.files.modeAt(path)).toBe(0o600);
    const report = z.looseObject({ plan: z.unknown() }).parse(JSON.parse(reportOf(world)));
    expect(report).toMatchObject({
      schema: 1,
      versions: { stack: "9.8.7", docker: "Docker version 28.5.1, build x", compose: "2.40.3" },
      doctor: { command: "doctor" },
      engine: { kind: "ok" },
      plan: { command: "plan", environment: "demo" },
    });
  });

  it("holds no secret, wherever it got to, and no account's name", async () => {
    const told = { type: "notice", at: "2026-11-20T10:00:00Z", text: `logged ${canary}` };
    const inline = exited(
      merged({ command: ["serve", "--api-key", "inline-key-1", "DB_TOKEN=inline-key-2"] }),
    );
    const world = box({
      processes: [
        { command: "docker", including: ["config"], result: inline },
        {
          command: "docker",
          args: ["--version"],
          result: { kind: "exited", exitCode: 0, stdout: `https://u:${canary}@h`, stderr: "" },
        },
        ...programs,
      ],
      files: {
        [`${here}/.stack/runs/shop-demo/1.json`]: JSON.stringify({ schema: 1, events: [told] }),
      },
    });
    await runDoctor(world, ["demo"], { report: true });
    const report = reportOf(world);
    expect(report).toContain("lastRuns");
    expect(report).toContain("logged");
    for (const secret of [canary, "inline-key-1", "inline-key-2", "/home/ann"]) {
      expect(report).not.toContain(secret);
    }
  });

  it.each(["4096", "true", "notice", `q"7$Zr'2\\kX<9&`])(
    "is JSON with all its words, where a secret is %s",
    async (secret) => {
      const told = { type: "notice", at: "2026-11-20T10:00:00Z", text: JSON.stringify({ logged: secret }) };
      const world = box({
        files: {
          [`${here}/.env.demo`]: { text: `DB_PASSWORD=${encodeValue(secret)}\n`, mode: 0o600 },
          [`${here}/.stack/runs/shop-demo/1.json`]: JSON.stringify({ schema: 1, events: [told] }),
        },
      });
      await runDoctor(world, ["demo"], { ...json, report: true });
      const report = z
        .looseObject({
          lastRuns: z.array(z.looseObject({ run: z.looseObject({ events: z.array(z.unknown()) }) })),
        })
        .parse(JSON.parse(reportOf(world)));
      expect(report.lastRuns[0]?.run.events).toEqual([{ ...told, text: '{"logged":"***"}' }]);
      expect(report).toMatchObject({ schema: 1, doctor: { command: "doctor" }, engine: { kind: "ok" } });
      expect(documentOf(world).command).toBe("doctor");
    },
  );

  it("can be had on a machine without anything", async () => {
    const world = bareBox();
    await runDoctor(world, [], { ...json, report: true });
    expect(JSON.parse(reportOf(world))).toMatchObject({ plan: null, versions: { docker: "not-found" } });
  });
});
