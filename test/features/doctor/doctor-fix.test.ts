import { describe, expect, it } from "vitest";
import { settle } from "../../world/fake-clock.ts";
import { exited } from "../../world/fake-processes.ts";
import type { FakeWorld } from "../../world/fake-world.ts";
import { box, here, merged, programs, runDoctor } from "../compose/doctor-box.ts";
import { doctorSchema } from "./doctor-schema.ts";
import type { DoctorJson } from "./doctor-schema.ts";

const env = `${here}/.env.demo`;
const taken = { listen: { "127.0.0.1:5432": "in-use" } } as const;
const yes = { json: true, fix: true, yes: true };

function documentOf({ terminal }: FakeWorld): DoctorJson {
  return doctorSchema.parse(JSON.parse(terminal.outText));
}

/** Of each fix, what it is for, what became of it, and how it is undone. */
function fixesOf(world: FakeWorld) {
  return (documentOf(world).fixes ?? []).map(({ finding, state, undo }) => [finding, state, undo]);
}

/** The folder that `db` mounts is not there. */
function withoutFolder(answers?: readonly string[]): FakeWorld {
  const config = merged({
    volumes: [
      { type: "bind", source: `${here}/gone`, target: "/data/store.d", bind: { create_host_path: false } },
    ],
  });
  return box({
    processes: [{ command: "docker", including: ["config"], result: exited(config) }, ...programs],
    ...(answers === undefined ? {} : { terminal: { answers } }),
  });
}

describe("stack doctor --fix", () => {
  it("has nothing to ask where nothing can be repaired", async () => {
    const world = box();
    expect(await runDoctor(world, ["demo"], { json: true, fix: true })).toEqual({ kind: "done" });
    expect(documentOf(world).fixes).toEqual([]);
  });

  it("refuses where nobody can be asked, and shows what it would do", async () => {
    const world = box({ network: taken });
    const outcome = await runDoctor(world, ["demo"], { fix: true });
    expect(outcome).toMatchObject({ kind: "usage", fix: "stack doctor demo --fix --yes" });
    expect("message" in outcome && outcome.message).toContain("DB_PORT=5433 in .env.demo");
    expect(world.files.textAt(env)).not.toContain("DB_PORT");
  });

  it("shows a repair, its cause and its undoing before it asks", async () => {
    const world = box({ network: taken, terminal: { answers: ["n"] } });
    expect(await runDoctor(world, ["demo"], { fix: true })).toEqual({ kind: "blocked", failed: 1 });
    const { errText, questions } = world.terminal;
    expect(questions).toHaveLength(1);
    for (const part of ["port 5432", "DB_PORT=5433", "to undo: remove DB_PORT"])
      expect(errText).toContain(part);
    expect(errText).toContain("left as it is");
    expect(world.files.textAt(env)).not.toContain("DB_PORT");
  });

  it("sets another port in the env file, and touches nothing else there", async () => {
    const world = box({ network: taken });
    const before = world.files.textAt(env) ?? "";
    await runDoctor(world, ["demo"], yes);
    expect(world.files.textAt(env)).toBe(`${before}DB_PORT=5433\n`);
    expect(fixesOf(world)).toEqual([
      ["port.in-use", "applied", "remove DB_PORT from .env.demo, or set it to 5432"],
    ]);
  });

  it("looks again afterwards, so that what is told is how things are now", async () => {
    const moved = exited(merged({ ports: [{ target: 5432, published: "5433", host_ip: "127.0.0.1" }] }));
    const first = exited(merged());
    const world = box({ network: taken });
    world.processes.answer({
      command: "docker",
      including: ["config"],
      result: () => (world.files.textAt(env)?.includes("DB_PORT=5433") === true ? moved : first),
    });
    expect(await runDoctor(world, ["demo"], yes)).toEqual({ kind: "done" });
    expect(documentOf(world).ok).toBe(true);
  });

  it("generates missing secrets and keeps what is there, and masks the new ones from then on", async () => {
    const world = box({ files: { [env]: "# mine\nDB_PORT=5432\n" } });
    await runDoctor(world, ["demo"], yes);
    const text = world.files.textAt(env) ?? "";
    expect(text.startsWith("# mine\nDB_PORT=5432\nDB_PASSWORD=")).toBe(true);
    const password = /DB_PASSWORD=(\S+)/u.exec(text)?.[1] ?? "";
    expect(password.length).toBeGreaterThan(20);
    expect(world.terminal.outText + world.terminal.errText).not.toContain(password);
    expect(fixesOf(world)).toMatchObject([["secrets.missing", "applied", expect.stringContaining("remove")]]);
  });

  it("creates a folder that a service mounts; `rmdir` undoes it", async () => {
    const world = withoutFolder(["y"]);
    await runDoctor(world, ["demo"], { json: true, fix: true });
    expect(fixesOf(world)).toEqual([["file.missing", "applied", `rmdir ${here}/gone`]]);
    expect(await world.files.stat(`${here}/gone`)).toMatchObject({ kind: "directory" });
    await world.files.remove(`${here}/gone`);
    expect(await world.files.stat(`${here}/gone`)).toMatchObject({ kind: "absent" });
  });

  it("says what to type where it may not, and goes on with the others", async () => {
    const world = withoutFolder();
    world.files.put(env, "");
    world.files.refuseWriting(`${here}/gone`, "EACCES");
    await runDoctor(world, ["demo"], yes);
    expect(documentOf(world).fixes).toMatchObject([
      { state: "failed", reason: "permission denied", next: `sudo mkdir -p ${here}/gone` },
      { finding: "secrets.missing", state: "applied" },
    ]);
  });

  it("waits for whoever else writes to the environment's files", async () => {
    const world = box({ network: taken });
    const held = await world.locks.acquire(`secrets/${here}/demo`, {
      processId: 1,
      user: "bob",
      command: "stack up demo",
      directory: here,
      since: "2026-11-21T10:00:00Z",
    });
    const running = runDoctor(world, ["demo"], yes);
    for (let turn = 0; turn < 100; turn += 1) await settle();
    expect(world.files.textAt(env)).not.toContain("DB_PORT");
    if (held.kind === "acquired") await held.release();
    await running;
    expect(world.files.textAt(env)).toContain("DB_PORT=5433");
  });
});
