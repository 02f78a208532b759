import { describe, expect, it } from "vitest";
import { engineCheck } from "../../../../src/core/preflight/engine/docker.ts";
import { engineObserver } from "../../../../src/core/preflight/engine/observe-engine.ts";
import type { Engine, EngineAnswer, EngineInfo } from "../../../../src/world/engine/engine.ts";
import type { ProcessResult } from "../../../../src/world/processes/processes.ts";
import { answering, silent } from "../storage/engine-info.ts";
import { partly, printed, scripted, stubFiles, stubMachine, stubWorld } from "../gpu/stub-world.ts";

interface Host {
  readonly engine: EngineAnswer<EngineInfo>;
  readonly docker?: ProcessResult;
  readonly files?: Readonly<Record<string, string | undefined>>;
  readonly environment?: Readonly<Record<string, string>>;
  readonly ownSocket?: string;
}

const context = printed("default unix:///var/run/docker.sock\n");
const never = new AbortController().signal;

async function look({ engine, docker = context, files = {}, environment = {}, ownSocket }: Host) {
  const tree = stubFiles(files);
  const world = stubWorld({
    engine: partly<Engine>("engine", { ping: async () => engine }),
    processes: scripted(({ command }) => (command === "docker" ? docker : undefined)),
    machine: stubMachine({ environment }),
    files: stubFiles(files, {
      stat: async (path) =>
        path === ownSocket
          ? { kind: "other", mode: 0o600, ownerId: 1000, sizeBytes: 0, modifiedAt: new Date(0) }
          : tree.stat(path),
    }),
  });
  return engineCheck(engineObserver()).run(world, never);
}

const debian13 = { "/etc/os-release": 'ID=debian\nVERSION_ID="13"\n', "/run/systemd/system": undefined };
const debian12 = { "/etc/os-release": 'ID=debian\nVERSION_ID="12"\n' };

describe("the engine", () => {
  it("is well when it answers and is new enough", async () => {
    expect(await look({ engine: answering({ version: "26.1.5+dfsg1" }) })).toMatchObject([
      { id: "engine.ready", status: "pass", data: { version: "26.1.5+dfsg1" } },
    ]);
  });

  it("must be 25 or newer", async () => {
    const [finding] = await look({ engine: answering({ version: "24.0.7" }), files: debian13 });
    expect(finding).toMatchObject({ id: "engine.too-old", status: "fail" });
    expect(finding?.fix).toContain("apt-get install docker.io");
  });

  it("is not told apart by its own packages where the distribution's are too old", async () => {
    const [finding] = await look({ engine: answering({ version: "20.10.24" }), files: debian12 });
    expect(finding?.fix).toContain("https://docs.docker.com/engine/install/debian/");
  });

  it("is Podman when its number is", async () => {
    const [finding] = await look({ engine: answering({ version: "5.4.2" }) });
    expect(finding?.detail).toContain("Podman");
  });

  it("on another machine makes the checks of this one meaningless, and says so", async () => {
    const findings = await look({ engine: answering({ address: "ssh://gpu.box", local: false }) });
    expect(findings).toMatchObject([{ id: "engine.ready" }, { id: "engine.elsewhere", status: "warn" }]);
  });

  it("is missing where there is no docker command either", async () => {
    const [finding] = await look({
      engine: silent("unreachable"),
      docker: { kind: "not-found" },
      files: debian13,
    });
    expect(finding).toMatchObject({ id: "engine.missing", status: "fail" });
    expect(finding?.fix).toBe("sudo apt-get install docker.io docker-compose docker-buildx");
  });

  it("is not running where only the command is there", async () => {
    const [finding] = await look({ engine: silent("unreachable"), files: debian13 });
    expect(finding).toMatchObject({ id: "engine.not-running", fix: "sudo systemctl start docker" });
  });

  it("may be the user's own, not turned to yet", async () => {
    const [finding] = await look({
      engine: silent("unreachable"),
      ownSocket: "/run/user/1000/docker.sock",
    });
    expect(finding?.fix).toContain("export DOCKER_HOST=unix:///run/user/1000/docker.sock");
  });

  it("is unreachable where DOCKER_HOST points to a machine that is not there", async () => {
    const [finding] = await look({
      engine: silent("unreachable", "connect ETIMEDOUT"),
      environment: { DOCKER_HOST: "tcp://10.0.0.9:2376" },
    });
    expect(finding).toMatchObject({ id: "engine.unreachable", data: { address: "tcp://10.0.0.9:2376" } });
    expect(finding?.fix).toContain("unset DOCKER_HOST");
  });

  it("is unreachable where the context itself is broken", async () => {
    const [finding] = await look({
      engine: silent("unreachable", 'the docker context "gone" does not exist'),
      docker: { kind: "exited", exitCode: 1, stdout: "", stderr: "" },
    });
    expect(finding).toMatchObject({ id: "engine.unreachable", status: "fail" });
    expect(finding?.fix).toContain("docker context use default");
  });

  it("hangs when it takes the connection and says nothing", async () => {
    const [finding] = await look({ engine: silent("timed-out") });
    expect(finding).toMatchObject({ id: "engine.hanging", status: "fail" });
  });

  it("that may not be used tells the ways out", async () => {
    const [finding] = await look({ engine: silent("not-permitted") });
    expect(finding).toMatchObject({ id: "engine.permission", title: "ada may not use the Docker Engine" });
    expect(finding?.fix).toContain("sudo usermod -aG docker ada");
    expect(finding?.fix).toContain("rootless");
  });

  it("that may not be used yet by a new member of the group needs a new session", async () => {
    const [finding] = await look({
      engine: silent("not-permitted"),
      files: { "/etc/group": "root:x:0:\ndocker:x:998:bob,ada\n" },
    });
    expect(finding?.fix).toBe("newgrp docker, or log out and in again");
  });
});
