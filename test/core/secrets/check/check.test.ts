import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync, mkdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { checkSecrets, judgeGit, observeGit } from "../../../../src/core/secrets/check/check.ts";
import { completeSecrets } from "../../../../src/core/secrets/complete.ts";
import { secretSpecsSchema } from "../../../../src/core/secrets/secret-spec.ts";
import { MemoryWorld } from "../memory-world.ts";

const specs = secretSpecsSchema.parse({
  LITELLM_MASTER_KEY: { kind: "api-key", prefix: "sk-" },
  POSTGRES_PASSWORD: { kind: "password", file: "postgres_password", mode: "0444" },
  SALT: { kind: "hex", file: "salt", immutable: true },
  HF_TOKEN: { kind: "text" },
});
const folder = "/box/secrets/development";
const env = "/box/.env.development";
const signal = new AbortController().signal;
let world: MemoryWorld;

const complete = (environment: string) =>
  completeSecrets(world, { environment, directory: "/box", specs, variables: {} });
const check = () =>
  checkSecrets(
    world,
    { environment: "development", directory: "/box", specs, otherEnvironments: ["staging"], stores: [] },
    signal,
  );
const found = async () => (await check()).map(({ id, name, line }) => [id, name, line]);

beforeEach(async () => {
  world = new MemoryWorld();
  await complete("development");
});

describe("checking secrets", () => {
  it("finds nothing in what was generated", async () => {
    await complete("staging");
    expect(await check()).toEqual([]);
  });

  it("changes nothing", async () => {
    await world.files.remove(`${folder}/postgres_password`);
    world.writes.length = 0;
    await check();
    expect(world.writes).toEqual([]);
  });

  it("finds what is missing", async () => {
    await world.files.remove(`${folder}/postgres_password`);
    expect(await found()).toEqual([["secrets.missing", "POSTGRES_PASSWORD", 0]]);
  });

  it.each(["short", "passwordpasswordpassword", "121212121212"])("finds a weak value: %s", async (value) => {
    world.put(`${folder}/postgres_password`, value, 0o444);
    expect(await found()).toEqual([["secrets.weak", "POSTGRES_PASSWORD", 0]]);
  });

  it.each([
    ["LITELLM_MASTER_KEY=9fJq2LmZx81PqoWv7TbN3kRs", "secrets.prefix"],
    ["LITELLM_MASTER_KEY=sk-9fJq2LmZ$x81PqoWv7TbN3kRs", "secrets.quoting"],
    [`LITELLM_MASTER_KEY="'sk-9fJq2LmZx81PqoWv7TbN3kRs'"`, "secrets.quoting"],
    ["LITELLM_MASTER_KEY=sk-your-key-here", "secrets.placeholder"],
  ])("finds in %s: %s, with its line", async (line, id) => {
    world.put(env, `# mine\n${line}\n`);
    expect(await found()).toContainEqual([id, "LITELLM_MASTER_KEY", 2]);
  });

  it("lets a value be a reference, or have a $ that is quoted", async () => {
    world.put(env, "MINE=sk-9fJq2LmZx81PqoWv7TbN3kRs\nLITELLM_MASTER_KEY=${MINE}\n");
    expect(await found()).toEqual([]);
    world.put(env, "LITELLM_MASTER_KEY='sk-9fJq2LmZ$x81PqoWv7TbN3kRs'\n");
    expect(await found()).toEqual([]);
  });

  it("finds a value that another environment has too, by whatever name", async () => {
    await complete("staging");
    world.put("/box/secrets/staging/salt", world.text(`${folder}/postgres_password`) ?? "");
    const problems = await check();
    expect(problems).toMatchObject([{ id: "secrets.duplicated", name: "POSTGRES_PASSWORD" }]);
    expect(problems[0]?.detail).toContain("staging");
  });

  it("finds what others of the machine can read, and says the command that shuts it", async () => {
    await world.files.changeMode(folder, 0o755);
    await world.files.changeMode(env, 0o640);
    expect((await check()).map(({ id, fix }) => [id, fix])).toEqual([
      ["secrets.world-readable", `chmod 0700 ${folder}`],
      ["secrets.world-readable", `chmod 0600 ${env}`],
    ]);
  });

  it("says nothing of an open folder in which no secret is yet", async () => {
    const place = { environment: "development", directory: "/clone" };
    await world.files.makeDirectory("/clone/secrets", 0o755);
    const request = { ...place, specs: {}, otherEnvironments: [], stores: [] };
    expect(await checkSecrets(world, request, signal)).toEqual([]);
    await world.files.makeDirectory("/clone/secrets/development", 0o700);
    const problems = await checkSecrets(world, request, signal);
    expect(problems.map(({ fix }) => fix)).toContain("chmod 0700 /clone/secrets");
  });

  it("says a command that can be typed, also where a folder has a space", async () => {
    const directory = "/my box";
    const place = { environment: "development", directory };
    world.put("/my box/.env.development", "A=1\n", 0o644);
    const problems = await checkSecrets(
      world,
      { ...place, specs: {}, otherEnvironments: [], stores: [] },
      signal,
    );
    expect(problems.map(({ fix }) => fix)).toEqual(["chmod 0600 '/my box/.env.development'"]);
  });

  it("finds an immutable value that changed, stops for it, and knows the backup that has the old one", async () => {
    const old = world.text(`${folder}/salt`) ?? "";
    world.put(env, `${world.text(env)}SALT=0123456789abcdef0123456789abcdef\n`);
    await complete("development");
    expect(await check()).toMatchObject([
      {
        id: "secrets.immutable-changed",
        name: "SALT",
        blocking: true,
        fix: expect.stringMatching(/^cp -f \/box\/secrets\/development\/backup\/salt\./u),
      },
    ]);
    world.put(env, (world.text(env) ?? "").replace(/SALT=.*\n/u, ""));
    world.put(`${folder}/salt`, old);
    expect(await check()).toEqual([]);
  });

  it("tells no value, whatever it finds", async () => {
    const value = "hunter2hunter2";
    world.put(env, `LITELLM_MASTER_KEY="'${value}$x'"\nGRAFANA_PASSWORD=changeme-${value}\n`);
    world.put(`${folder}/postgres_password`, value, 0o666);
    expect(JSON.stringify(await check())).not.toContain(value);
  });

  it.each([
    [31, []],
    [29, ["expires within 30 days"]],
    [-1, ["has expired"]],
  ])("a certificate that holds for %i days more", async (days, words) => {
    const from = new Date(world.clock.now().getTime() - 2 * 86_400_000);
    const made = await world.certificates.make({ names: ["box.lan"], from, days: days + 2 });
    if (made.kind === "failed") throw new Error(made.error);
    await expectCertificateProblems(made.value.certificate, words);
  });

  it("a certificate that is none", async () => {
    await expectCertificateProblems("-----BEGIN CERTIFICATE-----\nx\n-----END CERTIFICATE-----", [
      "is no certificate",
    ]);
  });

  async function expectCertificateProblems(certificate: string, words: readonly string[]): Promise<void> {
    world.put(`${folder}/tls.key`, "-----BEGIN PRIVATE KEY-----\nx\n-----END PRIVATE KEY-----");
    world.put(`${folder}/tls.crt`, certificate);
    const tls = { ...specs, TLS: { kind: "certificate", file: "tls" } } as const;
    const place = { environment: "development", directory: "/box" };
    const problems = await checkSecrets(
      world,
      { ...place, specs: tls, otherEnvironments: [], stores: [] },
      signal,
    );
    const expected = words.map((word) => ({
      id: "secrets.certificate",
      name: "TLS",
      detail: expect.stringContaining(word),
    }));
    expect(problems.filter(({ name }) => name === "TLS")).toMatchObject(expected);
  }
});

describe("secrets of production", () => {
  const place = { environment: "production", directory: "/box" };
  const folder = "/box/secrets/production";
  const judged = async () => {
    const request = { ...place, specs, otherEnvironments: ["development"], stores: [] };
    return (await checkSecrets(world, request, signal)).map(({ id, name, blocking }) => [id, name, blocking]);
  };

  beforeEach(async () => {
    await complete("production");
  });

  it.each([
    ["short", "4fK-9z"],
    ["a word said twice", "correctcorrect"],
    ["one key over and over", "ababababababab"],
  ])("stop it where one is weak: %s", async (_how, value) => {
    world.put(`${folder}/postgres_password`, value, 0o444);
    expect(await judged()).toEqual([["secrets.weak", "POSTGRES_PASSWORD", true]]);
  });

  it("stop it where one lacks its prefix", async () => {
    world.put("/box/.env.production", "LITELLM_MASTER_KEY=b7Rq2LmZx81PqoWv7TbN3kRs\n");
    expect(await judged()).toEqual([["secrets.prefix", "LITELLM_MASTER_KEY", true]]);
  });

  it("stop it where one is another environment's too, which goes on", async () => {
    world.put(`${folder}/salt`, world.text("/box/secrets/development/salt") ?? "");
    expect(await judged()).toContainEqual(["secrets.duplicated", "SALT", true]);
    const request = { environment: "development", directory: "/box", specs, stores: [] };
    const there = await checkSecrets(world, { ...request, otherEnvironments: ["production"] }, signal);
    expect(there).toMatchObject([{ id: "secrets.duplicated", name: "SALT", blocking: false }]);
  });

  it("name a way out where data is encrypted with one", async () => {
    world.put(`${folder}/salt`, "abc");
    const request = { ...place, specs, otherEnvironments: [], stores: [] };
    const weak = (await checkSecrets(world, request, signal)).find(({ id }) => id === "secrets.weak");
    expect(weak?.fix).toContain("stack up production --ignore secrets.weak");
  });

  it("do not stop it as they are generated", async () => {
    expect(await judged()).toEqual([]);
  });
});

describe("secrets in git", () => {
  let directory = "";
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), "stack-git-"));
    mkdirSync(join(directory, "secrets/development"), { recursive: true });
    world.answer = ({ command, args }) => {
      const { status, stdout, stderr } = spawnSync(command, [...args], { encoding: "utf8" });
      return { kind: "exited", exitCode: status ?? -1, stdout, stderr };
    };
    world.put(join(directory, ".env.development"), "A=1\n");
    for (const name of [".env.development", "secrets/development/salt"])
      writeFileSync(join(directory, name), "A=1\n");
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  const git = (...args: readonly string[]) => spawnSync("git", ["-C", directory, ...args]);
  const judged = async () =>
    judgeGit(await observeGit(world, { environment: "development", directory }, signal)).map(
      ({ id, file }) => [id, file],
    );

  it("are found where they are committed, or would be with the next git add", async () => {
    git("init", "-q");
    expect(await judged()).toEqual([["secrets.not-ignored", join(directory, ".env.development")]]);
    git("add", "secrets");
    expect(await judged()).toContainEqual(["secrets.in-git", "secrets/development/salt"]);
    git("add", ".env.development");
    expect((await judged()).map(([id]) => id)).toEqual(["secrets.in-git", "secrets.in-git"]);
  });

  it("are not looked for outside of a repository, or without git", async () => {
    expect(await judged()).toEqual([]);
    world.answer = () => ({ kind: "not-found" });
    expect(await judged()).toEqual([]);
  });
});
