import { describe, expect, it } from "vitest";
import { engineObserver } from "../../../../src/core/preflight/engine/observe-engine.ts";
import { expectedKind, mountedFileCheck } from "../../../../src/core/preflight/files/mounted-file.ts";
import type { WantedFile } from "../../../../src/core/preflight/files/mounted-file.ts";
import type { Engine, EngineInfo } from "../../../../src/world/engine/engine.ts";
import type { FileStat } from "../../../../src/world/files/files.ts";
import { answering } from "../storage/engine-info.ts";
import { partly, stubFiles, stubWorld } from "../gpu/stub-world.ts";

function there(kind: "file" | "directory" | "other", mode = 0o644, ownerId = 0): FileStat {
  return { kind, mode, ownerId, sizeBytes: 1, modifiedAt: new Date(0) };
}

async function look(
  wanted: Partial<WantedFile>,
  stat: FileStat,
  engine: Partial<EngineInfo> = {},
  inside: readonly string[] = [],
) {
  const file: WantedFile = {
    path: "/stack/configs/nginx.conf",
    service: "nginx",
    target: "/etc/nginx/nginx.conf",
    kind: "unknown",
    createsSource: true,
    userId: undefined,
    ...wanted,
  };
  const world = stubWorld({
    engine: partly<Engine>("engine", { ping: async () => answering(engine) }),
    files: stubFiles({}, { stat: async () => stat, list: async () => inside }),
  });
  return mountedFileCheck([file], engineObserver()).run(world, new AbortController().signal);
}

describe("a mounted file", () => {
  it("is well when it is there", async () => {
    expect(await look({}, there("file"))).toMatchObject([{ status: "pass" }]);
  });

  it("that is missing would become a folder", async () => {
    const [finding] = await look({}, { kind: "absent" });
    expect(finding).toMatchObject({ id: "file.missing", status: "fail", data: { kind: "file" } });
    expect(finding?.detail).toContain("Docker would make a folder");
  });

  it("that has become a folder is the classic", async () => {
    const [finding] = await look({}, there("directory"));
    expect(finding).toMatchObject({ id: "file.wrong-kind", status: "fail" });
    expect(finding?.fix).toContain("rmdir /stack/configs/nginx.conf");
  });

  it("that is a pipe or a device is none, where a secret or a config is meant", async () => {
    const pipe = there("other");
    const secret = { path: "/stack/token", target: "/run/secrets/token", kind: "file" } as const;
    expect(await look(secret, pipe)).toMatchObject([{ id: "file.wrong-kind", status: "fail" }]);
    expect(await look({ ...secret, path: "/dev/null" }, pipe)).toMatchObject([{ status: "pass" }]);
    const socket = { path: "/var/run/docker.sock", target: "/var/run/docker.sock" };
    expect(await look(socket, pipe)).toMatchObject([{ status: "pass" }]);
  });

  it("may be a folder with a dot in its name, which need not be there yet", async () => {
    const folder = { path: "/srv/llama.cpp", target: "/root/.cache/llama.cpp" };
    expect(await look(folder, { kind: "absent" })).toMatchObject([{ status: "pass" }]);
    expect(await look(folder, there("directory"))).toMatchObject([{ status: "pass" }]);
  });

  it("is a folder after all where somebody put something in it", async () => {
    const wanted = { path: "/srv/site.conf", target: "/etc/site.conf" };
    expect(await look(wanted, there("directory"), {}, ["a.conf"])).toMatchObject([{ status: "pass" }]);
    expect(await look(wanted, there("directory"))).toMatchObject([{ id: "file.wrong-kind" }]);
  });

  it("must be open to the container's user", async () => {
    expect(await look({ userId: 999 }, there("file", 0o600))).toMatchObject([{ id: "file.unreadable" }]);
    expect(await look({ userId: 999 }, there("file", 0o600, 999))).toMatchObject([{ status: "pass" }]);
    expect(await look({ userId: 0 }, there("file", 0o600, 999))).toMatchObject([{ status: "pass" }]);
    const closed = { kind: "unreadable", reason: "EACCES" } as const;
    expect(await look({ userId: 999 }, closed)).toMatchObject([{ id: "file.unreadable" }]);
  });

  it("that this user may not see is no trouble for a container that may", async () => {
    const closed = { kind: "unreadable", reason: "EACCES" } as const;
    expect(await look({}, closed)).toMatchObject([{ status: "pass" }]);
    expect(await look({ userId: 0 }, closed)).toMatchObject([{ status: "pass" }]);
  });
});

describe("a mounted folder", () => {
  const folder = { path: "/stack/data", target: "/data" };

  it("is made by Docker when it is missing, unless the files forbid it", async () => {
    expect(await look(folder, { kind: "absent" })).toMatchObject([{ status: "pass" }]);
    expect(await look({ ...folder, createsSource: false }, { kind: "absent" })).toMatchObject([
      { id: "file.missing", status: "fail" },
    ]);
  });

  it("is offered to be made where its name says that it is one", async () => {
    const wanted = { ...folder, createsSource: false };
    expect(await look(wanted, { kind: "absent" })).toMatchObject([
      { fix: "mkdir -p /stack/data", data: { kind: "directory" } },
    ]);
    expect(await look({ ...wanted, target: "/etc/hosts" }, { kind: "absent" })).toMatchObject([
      { data: { kind: "unknown" } },
    ]);
  });

  it("must be none where a file stands", async () => {
    expect(await look({ ...folder, kind: "directory" }, there("file"))).toMatchObject([
      { id: "file.wrong-kind" },
    ]);
  });

  it("on another machine is not known", async () => {
    expect(await look({}, { kind: "absent" }, { local: false })).toMatchObject([{ status: "skip" }]);
  });
});

describe("what stands at a target", () => {
  it.each([
    ["/etc/nginx/nginx.conf", "file"],
    ["/docker-entrypoint-initdb.d/init.sql", "file"],
    ["/docker-entrypoint-initdb.d", "unknown"],
    ["/etc/nginx/conf.d", "unknown"],
    ["/var/run/docker.sock", "unknown"],
    ["/root/.cache", "unknown"],
    ["/data", "unknown"],
    ["/models/v1.5", "unknown"],
    ["/root/.cache/llama.cpp", "unknown"],
    ["/var/www/example.com", "unknown"],
    ["/srv/index_v1.6", "unknown"],
    ["/etc/ssl/site.PEM", "file"],
    ["", "unknown"],
  ])("%s is %s by its name", (target, kind) => {
    expect(expectedKind({ kind: "unknown", target })).toBe(kind);
  });
});
