import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { exitCodeOf } from "../../../src/core/events/outcome.ts";
import { isDocumented } from "../../../src/core/preflight/finding-ids.ts";
import type { EngineFailure, EngineInfo, Volume } from "../../../src/world/engine/engine.ts";
import type { ListenAnswer } from "../../../src/world/network/network.ts";
import type { ProcessResult } from "../../../src/world/processes/processes.ts";
import type { FakeWorldParts } from "../../world/fake-world.ts";
import { box, here, merged, programs, runDoctor } from "../../features/compose/doctor-box.ts";
import { doctorSchema } from "../../features/doctor/doctor-schema.ts";

/** How any program can end, whatever it says. */
const anyResult: fc.Arbitrary<ProcessResult> = fc.oneof(
  fc.record({
    kind: fc.constant("exited" as const),
    exitCode: fc.constantFrom(0, 1, 9, 12, 18, 127),
    stdout: fc.oneof(
      fc.string({ unit: "binary" }),
      fc.constantFrom(
        "2.40.3\n",
        "1.29.2\n",
        "0, GPU-1, NVIDIA GeForce RTX 3090, 24576, 100, 8.6, 580.95.05, Disabled\n",
        "\tGPU0\tGPU1\nGPU0\t X \tNV4\nGPU1\tNV4\t X \n",
      ),
    ),
    stderr: fc.string(),
  }),
  fc.constantFrom<ProcessResult>(
    { kind: "not-found" },
    { kind: "not-permitted" },
    { kind: "timed-out", stdout: "", stderr: "" },
    { kind: "killed", signal: "SIGKILL", stdout: "", stderr: "" },
  ),
);

const anyFailure: fc.Arbitrary<EngineFailure> = fc.record({
  kind: fc.constantFrom("unreachable" as const, "not-permitted" as const, "timed-out" as const),
  message: fc.string(),
});

const anyInfo: fc.Arbitrary<Partial<EngineInfo>> = fc.record(
  {
    version: fc.constantFrom("28.5.1", "20.10.24", "4.9.3", "", "nonsense"),
    local: fc.boolean(),
    cpus: fc.integer({ min: 0, max: 256 }),
    memoryBytes: fc.nat(),
    storageDriver: fc.constantFrom("overlay2", "overlayfs", "vfs"),
    cgroupVersion: fc.constantFrom("1", "2", ""),
    rootless: fc.boolean(),
    operatingSystem: fc.constantFrom("Debian GNU/Linux 12", "Docker Desktop"),
    runtimes: fc.subarray(["runc", "nvidia"]),
  },
  { requiredKeys: [] },
);

const anyVolume: fc.Arbitrary<Volume> = fc.record({
  name: fc.constantFrom("shop-demo_data", "other"),
  createdAt: fc.constant("2026-01-01T00:00:00Z"),
  labels: fc.dictionary(fc.string(), fc.string()),
  driver: fc.constantFrom("local", "nfs"),
  options: fc.dictionary(fc.string(), fc.string()),
});

const anyEnvironment = fc.dictionary(
  fc.constantFrom("DB_PASSWORD", "DB_PORT", "COMPOSE_FILE", "DOCKER_HOST", "PATH", "GITHUB_ACTIONS"),
  fc.string(),
);

const anyText = fc.oneof(fc.string({ unit: "binary" }), fc.constantFrom("65530\n", "1", "max\n", "{}"));

/** Boxes of every kind: programs that fail or lie, engines that are old, away or closed, files that say anything. */
const anyBox: fc.Arbitrary<FakeWorldParts> = fc
  .record({
    results: fc.record({ version: anyResult, smi: anyResult, git: anyResult, context: anyResult }),
    engine: fc.oneof(
      fc.record({ info: anyInfo, volumes: fc.array(anyVolume, { maxLength: 2 }) }),
      fc.record({ failure: anyFailure }),
    ),
    listen: fc.constantFrom<ListenAnswer>("free", "in-use", "not-permitted", "no-such-address"),
    environment: anyEnvironment,
    env: anyText,
    proc: anyText,
    memory: fc.record({ totalBytes: fc.nat(), availableBytes: fc.nat(), swapBytes: fc.nat() }),
    more: fc.constantFrom({}, { cpus: 64 }, { mem_limit: "1g", user: "999" }, { scale: 3 }),
  })
  .map(({ results, engine, listen, environment, env, proc, memory, more }) => ({
    processes: [
      { command: "docker", including: ["compose", "version"], result: results.version },
      {
        command: "docker",
        including: ["config"],
        result: { kind: "exited", exitCode: 0, stdout: merged(more), stderr: "" },
      },
      { command: "docker", including: ["context"], result: results.context },
      ...["nvidia-smi", "/usr/lib/wsl/lib/nvidia-smi"].map((command) => ({ command, result: results.smi })),
      ...["git", "docker-compose", "journalctl"].map((command) => ({
        command,
        result: results.git,
      })),
      ...programs,
    ],
    engine,
    network: { listen: { "127.0.0.1:5432": listen } },
    machine: { environment, memory },
    files: {
      [`${here}/.env.demo`]: env,
      "/proc/sys/vm/max_map_count": proc,
      "/proc/sys/fs/inotify/max_user_watches": proc,
      "/proc/sys/fs/file-nr": proc,
      "/proc/sys/net/ipv4/ip_unprivileged_port_start": proc,
      "/etc/docker/daemon.json": proc,
      "/home/ann/.docker/config.json": proc,
    },
  }));

describe("stack doctor, on any box", () => {
  it("prints one document as promised, and ends with 3 exactly when something failed", async () => {
    const words = fc.constantFrom<readonly string[]>(["demo"], []);
    const options = fc.record({
      deep: fc.boolean(),
      rehearse: fc.boolean(),
      gpu: fc.constantFrom("auto", "none", "multi"),
    });
    await fc.assert(
      fc.asyncProperty(anyBox, words, options, async (parts, words, options) => {
        const world = box(parts);
        const outcome = await world.clock.drive(runDoctor(world, words, { json: true, ...options }));
        expect(world.terminal.outText.replaceAll("\n", "")).not.toMatch(/\p{Cc}/u);
        const document = doctorSchema.parse(JSON.parse(world.terminal.outText));
        const failed = document.findings.filter(({ status }) => status === "fail").length;
        expect([document.ok, exitCodeOf(outcome)]).toEqual(failed === 0 ? [true, 0] : [false, 3]);
        expect(document.findings.filter(({ id }) => !isDocumented(id))).toEqual([]);
        expect(document.findings.filter(({ id }) => id.endsWith(".broken"))).toEqual([]);
        expect(document.findings.filter(({ status, fix }) => status === "fail" && fix === "")).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });
});
