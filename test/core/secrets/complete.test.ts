import { beforeEach, describe, expect, it } from "vitest";
import { completeSecrets } from "../../../src/core/secrets/complete.ts";
import { createRedactor } from "../../../src/core/secrets/mask/redact.ts";
import { secretState, secretValues } from "../../../src/core/secrets/secret-state.ts";
import { secretSpecsSchema, type SecretSpecs } from "../../../src/core/secrets/secret-spec.ts";
import { MemoryWorld } from "./memory-world.ts";

const specs = secretSpecsSchema.parse({
  LITELLM_MASTER_KEY: { kind: "api-key", prefix: "sk-", length: 51 },
  POSTGRES_PASSWORD: { kind: "password", length: 32, file: "postgres_password", mode: "0444" },
  REDIS_PASSWORD: {
    kind: "password",
    file: "redis_password",
    derived: { "redis.conf": "requirepass {value}\nmasterauth {value}\n", "e.json": '{"redis":"{value}"}' },
  },
  SESSION_KEY: { kind: "hex", length: 64, file: "session_key", visible: "inspect" },
  HF_TOKEN: { kind: "text", file: "hf_token" },
});
const env = "/box/.env.development";
const folder = "/box/secrets/development";
let world: MemoryWorld;

const complete = (more: { readonly specs?: SecretSpecs; readonly environment?: string } = {}) =>
  completeSecrets(world, {
    environment: "development",
    directory: "/box",
    specs,
    variables: { STACK_ENVIRONMENT: "development" },
    ...more,
  });

beforeEach(() => {
  world = new MemoryWorld();
});

describe("completing secrets", () => {
  it("generates what is missing into the place it belongs", async () => {
    const done = await complete();
    expect(done.generated).toEqual([
      "LITELLM_MASTER_KEY",
      "POSTGRES_PASSWORD",
      "REDIS_PASSWORD",
      "SESSION_KEY",
    ]);
    expect(done.problems).toEqual([]);
    const session = world.text(`${folder}/session_key`);
    expect(session).toMatch(/^[0-9a-f]{64}$/u);
    expect(world.text(env)?.split("\n").slice(2)).toEqual([
      expect.stringMatching(/^LITELLM_MASTER_KEY=sk-[A-Za-z0-9_-]{48}$/u),
      `SESSION_KEY=${session}`,
      "STACK_ENVIRONMENT=development",
      "",
    ]);
    expect(world.text(`${folder}/postgres_password`)).toMatch(/^[A-Za-z0-9][A-Za-z0-9_-]{31}$/u);
  });

  it("makes derived files of the value, and an empty file of a text nobody brought", async () => {
    await complete();
    const value = world.text(`${folder}/redis_password`);
    expect(world.text(`${folder}/redis.conf`)).toBe(`requirepass ${value}\nmasterauth ${value}\n`);
    expect(world.text(`${folder}/e.json`)).toBe(`{"redis":"${value}"}`);
    expect(world.text(`${folder}/hf_token`)).toBe("");
  });

  it("lets nobody else of the machine in, and a container's own user where it must read", async () => {
    await complete();
    expect(["/box/secrets", folder].map((path) => world.mode(path))).toEqual(["700", "700"]);
    expect(world.mode(`${folder}/postgres_password`)).toBe("444");
    expect(world.mode(`${folder}/redis.conf`)).toBe("600");
    expect(world.mode(env)).toBe("600");
    expect(world.text("/box/secrets/.gitignore")).toContain("\n*\n");
  });

  it("changes nothing the second time: no byte, no file", async () => {
    await complete();
    const before = new Map(world.nodes);
    world.writes.length = 0;
    const again = await complete();
    expect(again).toMatchObject({ generated: [], written: [], problems: [] });
    expect(world.writes).toEqual([]);
    expect(new Map(world.nodes)).toEqual(before);
  });

  it("keeps every value that is there, wherever a person put it", async () => {
    world.put(env, "# mine\nPOSTGRES_PASSWORD='my own $ value'\nOTHER=1\n", 0o644);
    world.put(`${folder}/redis_password`, "typed-with-an-editor\n");
    const done = await complete();
    expect(done.generated).toEqual(["LITELLM_MASTER_KEY", "SESSION_KEY"]);
    expect(done.kept).toEqual(["POSTGRES_PASSWORD", "REDIS_PASSWORD"]);
    expect(world.text(env)).toContain("# mine\nPOSTGRES_PASSWORD='my own $ value'\nOTHER=1\n");
    expect(world.text(`${folder}/postgres_password`)).toBe("my own $ value");
    expect(world.text(`${folder}/redis_password`)).toBe("typed-with-an-editor\n");
    expect(world.text(`${folder}/redis.conf`)).toContain("requirepass typed-with-an-editor\n");
  });

  it("tells of a name with two values, and uses the env file's", async () => {
    world.put(env, "SESSION_KEY=one-value-of-it\n");
    world.put(`${folder}/session_key`, "another-value");
    const done = await complete();
    expect(done.problems).toMatchObject([
      { id: "secrets.two-values", name: "SESSION_KEY", line: 1, blocking: false },
    ]);
    expect(world.text(`${folder}/session_key`)).toBe("one-value-of-it");
    const kept = [...world.nodes].find(([path]) => path.includes("/backup/session_key."));
    expect(kept?.[1]).toMatchObject({ text: "another-value", mode: 0o600 });
    expect(world.mode(`${folder}/backup`)).toBe("700");
  });

  it("updates the launcher's own variables in place", async () => {
    world.put(env, "STACK_ENVIRONMENT=other # why\nA=1\n");
    await complete();
    expect(world.text(env)).toMatch(/^STACK_ENVIRONMENT=development # why\nA=1\n/u);
  });

  it("touches no other environment", async () => {
    await complete();
    const before = new Map(world.nodes);
    const other = await complete({ environment: "staging" });
    expect(other.generated).toHaveLength(4);
    for (const [path, node] of before) expect(world.nodes.get(path)).toEqual(node);
    expect(world.text("/box/secrets/staging/postgres_password")).not.toBe(
      world.text(`${folder}/postgres_password`),
    );
  });

  it("tightens the rights of what it finds", async () => {
    await complete();
    await world.files.changeMode(folder, 0o755);
    await world.files.changeMode(`${folder}/session_key`, 0o644);
    await world.files.changeMode(env, 0o664);
    await complete();
    expect([folder, `${folder}/session_key`, env].map((path) => world.mode(path))).toEqual([
      "700",
      "600",
      "600",
    ]);
  });
});

describe("completing secrets stops before it writes", () => {
  it("at a line Compose would refuse, with file and line", async () => {
    world.put(env, "A=1\nPOSTGRES PASSWORD=hunter22222\n");
    const done = await complete();
    expect(done.problems).toMatchObject([
      { id: "secrets.unreadable-line", file: env, line: 2, blocking: true },
    ]);
    expect(JSON.stringify(done)).not.toContain("hunter22222");
    expect(world.writes).toEqual([]);
  });

  it("at a folder where a file should be", async () => {
    await world.files.makeDirectory(`${folder}/postgres_password`, 0o755);
    world.writes.length = 0;
    expect((await complete()).problems).toMatchObject([
      { id: "secrets.unreadable-file", name: "POSTGRES_PASSWORD" },
    ]);
    expect(world.writes).toEqual([]);
  });

  it("at a placeholder in production, and only tells of it elsewhere", async () => {
    world.put("/box/.env.production", "LITELLM_MASTER_KEY=sk-1234\nGRAFANA_PASSWORD=changeme\n");
    world.put(env, "LITELLM_MASTER_KEY=sk-1234\n");
    const production = await complete({ environment: "production" });
    expect(production.problems.map(({ name, line, blocking }) => [name, line, blocking])).toEqual([
      ["LITELLM_MASTER_KEY", 1, true],
      ["GRAFANA_PASSWORD", 2, true],
    ]);
    expect(world.writes).toEqual([]);
    const development = await complete();
    expect(development.problems).toMatchObject([{ id: "secrets.placeholder", blocking: false }]);
    expect(development.generated).toHaveLength(3);
  });

  it("where no certificate can be made", async () => {
    world.put("/box/secrets/development/tls.key", "a key of no kind");
    const done = await complete({ specs: { TLS: { kind: "certificate", file: "tls" }, ...specs } });
    expect(done.problems).toMatchObject([{ id: "secrets.not-generated", name: "TLS", blocking: true }]);
    expect(done.problems[0]?.fix).toContain("/box/secrets/development/tls.key");
    expect(world.writes).toEqual([]);
  });
});

describe("a disk that fills up", () => {
  it.each(Array.from({ length: 12 }, (_, full) => full))(
    "at write %i leaves old files whole, and the next run completes the same values",
    async (full) => {
      world.put(env, "MINE=1\n");
      const refusal = {
        kind: "failed",
        error: { code: "ENOSPC", reason: "no space left on device" },
      } as const;
      world.refuseWrite = (_, count) => (count >= full ? refusal : undefined);
      expect((await complete()).problems).toMatchObject([{ id: "secrets.not-written", blocking: true }]);
      expect(world.text(env)).toBe("MINE=1\n");
      const before = new Map(world.nodes);
      world.refuseWrite = () => undefined;
      expect((await complete()).problems).toEqual([]);
      const changed = [...before.keys()].filter((path) => world.text(path) !== before.get(path)?.text);
      expect(changed).toEqual([env]);
      expect(world.text(env)).toMatch(/^MINE=1\nLITELLM_MASTER_KEY=/u);
    },
  );
});

describe("looking at secrets", () => {
  const place = { environment: "development", directory: "/box" };

  it("says per name what would happen, and writes nothing", async () => {
    world.put(env, "LITELLM_MASTER_KEY=sk-mine\n");
    expect(await secretState(world, place, specs)).toEqual([
      { name: "LITELLM_MASTER_KEY", state: "present" },
      { name: "POSTGRES_PASSWORD", state: "to-generate" },
      { name: "REDIS_PASSWORD", state: "to-generate" },
      { name: "SESSION_KEY", state: "to-generate" },
    ]);
    expect(world.writes).toEqual([]);
  });

  it("hands redaction a value that is too short to be masked alone as it stands beside its name", async () => {
    world.put(env, "LITELLM_MASTER_KEY=abc\n");
    const { redact } = createRedactor(await secretValues(world, place, specs));
    const shown = 'LITELLM_MASTER_KEY=abc LITELLM_MASTER_KEY: "abc" {"LITELLM_MASTER_KEY": "abc"} abcdef';
    expect(redact(shown).match(/abc/gu)).toHaveLength(1);
    expect(redact("abcdef, and abc alone")).toBe("abcdef, and abc alone");
  });

  it("hands redaction all values, and what looks like a secret in the env file", async () => {
    await complete();
    world.put(env, `${world.text(env)}OTHER_TOKEN=not-in-the-manifest\nOTHER_NAME=no-secret-at-all\n`);
    const values = await secretValues(world, place, specs);
    expect(values).toContain(world.text(`${folder}/postgres_password`));
    expect(values).toContain("not-in-the-manifest");
    expect(values).not.toContain("no-secret-at-all");
  });
});
