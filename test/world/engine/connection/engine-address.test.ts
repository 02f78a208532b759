import { createHash } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { findEngineAddress } from "../../../../src/world/engine/connection/engine-address.ts";
import { temporaryFolder } from "../../temporary-folder.ts";

async function writeJson(path: string, value: unknown): Promise<void> {
  await mkdir(join(path, ".."), { recursive: true });
  await writeFile(path, JSON.stringify(value));
}

/** A home with a context `box`, as `docker context create` leaves it. */
async function homeWithContext(
  current: string | undefined,
  host: string,
  skipVerify = false,
): Promise<string> {
  const home = await temporaryFolder();
  const id = createHash("sha256").update("box").digest("hex");
  const meta = {
    Name: "box",
    Metadata: {},
    Endpoints: { docker: { Host: host, SkipTLSVerify: skipVerify } },
  };
  await writeJson(
    join(home, ".docker/config.json"),
    current === undefined ? {} : { currentContext: current },
  );
  await writeJson(join(home, ".docker/contexts/meta", id, "meta.json"), meta);
  return home;
}

async function find(environment: Readonly<Record<string, string>>, homeDirectory?: string) {
  return findEngineAddress({ environment, homeDirectory: homeDirectory ?? (await temporaryFolder()) });
}

describe("the address of the engine", () => {
  it("is DOCKER_HOST, whatever the context", async () => {
    const home = await homeWithContext("box", "ssh://ann@box");
    const environment = { DOCKER_HOST: "unix:///tmp/other.sock", DOCKER_CONTEXT: "box" };
    expect(await find(environment, home)).toEqual({ url: "unix:///tmp/other.sock", tls: undefined });
  });

  it("without a scheme is TCP", async () => {
    expect(await find({ DOCKER_HOST: "box:2375" })).toEqual({ url: "tcp://box:2375", tls: undefined });
  });

  it("takes certificates as the docker CLI does", async () => {
    const home = await temporaryFolder();
    const host = { DOCKER_HOST: "tcp://box:2376" };
    expect(await find({ ...host, DOCKER_TLS_VERIFY: "1", DOCKER_CERT_PATH: "/certs" }, home)).toEqual({
      url: "tcp://box:2376",
      tls: { certificates: "/certs", verify: true },
    });
    expect(await find({ ...host, DOCKER_TLS: "1" }, home)).toEqual({
      url: "tcp://box:2376",
      tls: { certificates: join(home, ".docker"), verify: false },
    });
  });

  it("is that of DOCKER_CONTEXT, else of the current context", async () => {
    const named = await homeWithContext(undefined, "ssh://ann@box");
    expect(await find({ DOCKER_CONTEXT: "box" }, named)).toEqual({ url: "ssh://ann@box", tls: undefined });
    const current = await homeWithContext("box", "tcp://box:2375");
    expect(await find({}, current)).toEqual({ url: "tcp://box:2375", tls: undefined });
    expect(await find({ DOCKER_CONTEXT: "default" }, current)).toMatchObject({
      url: expect.stringMatching(/^unix:/),
    });
  });

  it("has the certificates of its context", async () => {
    const home = await homeWithContext("box", "tcp://box:2376");
    const id = createHash("sha256").update("box").digest("hex");
    const certificates = join(home, ".docker/contexts/tls", id, "docker");
    await mkdir(certificates, { recursive: true });
    await writeFile(join(certificates, "ca.pem"), "");
    expect(await find({}, home)).toEqual({ url: "tcp://box:2376", tls: { certificates, verify: true } });
  });

  it("follows DOCKER_CONFIG", async () => {
    const home = await homeWithContext("box", "tcp://box:2375");
    expect(await find({ DOCKER_CONFIG: join(home, ".docker") })).toMatchObject({ url: "tcp://box:2375" });
  });

  it("says which context is missing", async () => {
    const answer = await find({ DOCKER_CONTEXT: "gone" });
    expect("problem" in answer && answer.problem).toContain('"gone"');
  });

  it("says which scheme it does not know", async () => {
    const answer = await find({ DOCKER_HOST: "npipe:////./pipe/docker_engine" });
    expect("problem" in answer && answer.problem).toContain("npipe");
  });

  it("is not disturbed by a config.json that is not JSON", async () => {
    const home = await temporaryFolder();
    await mkdir(join(home, ".docker"));
    await writeFile(join(home, ".docker/config.json"), "{ oops");
    expect(await find({}, home)).toMatchObject({ url: expect.stringMatching(/^unix:/) });
  });

  it("is the user's own engine where the system has none", async () => {
    const runtime = await temporaryFolder();
    const server = createServer().listen(join(runtime, "docker.sock"));
    onTestFinished(() => {
      server.close();
    });
    const { findDefaultHost } =
      await import("../../../../src/world/engine/connection/default-engine-host.ts");
    const caller = { environment: { XDG_RUNTIME_DIR: runtime }, homeDirectory: "/nowhere" };
    expect(await findDefaultHost(caller, "unix:///no/system.sock")).toBe(`unix://${runtime}/docker.sock`);
    const nobody = { environment: {}, homeDirectory: "/nowhere" };
    expect(await findDefaultHost(nobody, "unix:///no/system.sock")).toBe("unix:///no/system.sock");
  });
});
