import type { EngineAnswer, EngineInfo, EngineFailure } from "../../../../src/world/engine/engine.ts";

function engineInfo(parts: Partial<EngineInfo> = {}): EngineInfo {
  return {
    id: "engine",
    version: "28.2.2",
    apiVersion: "1.50",
    address: "unix:///var/run/docker.sock",
    local: true,
    cpus: 8,
    memoryBytes: 32 * 1024 ** 3,
    dataRoot: "/var/lib/docker",
    storageDriver: "overlay2",
    runtimes: ["runc"],
    cdiDirectories: [],
    operatingSystem: "Debian GNU/Linux 13 (trixie)",
    rootless: false,
    cgroupVersion: "2",
    ...parts,
  };
}

export function answering(parts: Partial<EngineInfo> = {}): EngineAnswer<EngineInfo> {
  return { kind: "ok", value: engineInfo(parts) };
}

export function silent(
  kind: "unreachable" | "not-permitted" | "timed-out",
  message = "no",
): {
  readonly kind: "failed";
  readonly error: EngineFailure;
} {
  return { kind: "failed", error: { kind, message } };
}
