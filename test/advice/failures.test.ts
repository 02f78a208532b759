import { describe, expect, test } from "vitest";
import type { FailureReason, RefusedSubject } from "../../src/core/proof/state.ts";
import type { EngineAnswer, ExecResult, ImageDetail, PullProgress } from "../../src/world/engine/engine.ts";
import type { Part } from "../stage/behaviour.ts";
import { gpuFixture, nvidiaSmiOf } from "../core/preflight/gpu/gpu-fixture.ts";
import { exited } from "../world/fake-processes.ts";
import type { StagedStack } from "../stage/staged-stack.ts";
import { image, on, refusing, situationOf } from "./troubled-box.ts";
import type { Trouble } from "./troubled-box.ts";
import { leadOut } from "./walk.ts";

/** An image that has to be pulled; the registry answers so, until the hand that is wanted was lent. */
function pulling(message: string, hand: RegExp, part: Partial<Part> = {}): Trouble {
  const state = { mended: false };
  const images: Record<string, ImageDetail> = {};
  const pull = (reference: string, _progress: (told: PullProgress) => void): EngineAnswer<"pulled"> => {
    if (!state.mended) return { kind: "failed", error: { kind: "refused", status: 500, message } };
    images[reference] = image;
    return { kind: "ok", value: "pulled" };
  };
  return {
    part,
    stage: { engine: { images, pull } },
    hands: ({ mend }) => [
      [
        hand,
        () => {
          state.mended = true;
          mend();
        },
      ],
    ],
  };
}

/** Its build fails as long as what it needs is missing, and says so also to who builds by hand. */
function unbuildable(): Trouble {
  const state = { mended: false };
  const build = (): ReturnType<typeof exited> =>
    state.mended ? exited("") : exited("", { exitCode: 1, stderr: "E: no such package: libweb" });
  return {
    behaves: { kind: "serves", afterMs: 100 },
    part: { config: { build: { context: "." }, image: "example/web:2" } },
    stage: { compose: { build: () => Promise.resolve(build()), handOver: () => Promise.resolve(build()) } },
    hands: () => [[/no such package/u, () => (state.mended = true)]],
  };
}

/** A process takes the port between the check and the start. */
function takenMeanwhile(): Trouble {
  const state = { taken: false };
  const ports = [{ target: 8080, published: "8080", host_ip: "127.0.0.1", protocol: "tcp" }];
  const holder = { address: "127.0.0.1", userId: 1000, process: { id: 42, command: "nc" } };
  const said = "driver failed: Bind for 127.0.0.1:8080 failed: port is already allocated";
  return {
    behaves: {
      kind: "refused",
      get failure() {
        state.taken = true;
        return { kind: "refused" as const, status: 500, message: said };
      },
    },
    part: { config: { ports } },
    stage: {
      network: {
        listen: { "127.0.0.1:8080": () => (state.taken ? "in-use" : "free") },
        holders: { "8080/tcp": [holder] },
      },
    },
    hands: ({ mend }) => [
      [
        /stop it: kill 42/u,
        () => {
          state.taken = false;
          mend();
        },
      ],
    ],
  };
}

function removedOnce(): NonNullable<Trouble["befalls"]> {
  const state = { removed: false };
  return ({ engine }, id) => {
    if (state.removed) return;
    state.removed = true;
    engine.emit(id, "destroy");
    void engine.removeContainer(id, true);
  };
}

const fixture = gpuFixture("single-3090");
const uuid = fixture.gpus[0]?.["uuid"] ?? "";

/** A service that asks for a card by its id, on a machine that has it; Docker was not told of the toolkit that is installed. */
const onCards: Trouble = {
  part: {
    config: {
      deploy: {
        resources: {
          reservations: { devices: [{ driver: "nvidia", device_ids: [uuid], capabilities: ["gpu"] }] },
        },
      },
    },
    extras: { kind: "model-server" },
  },
  stage: { files: { "/usr/bin/nvidia-container-runtime-hook": "" } },
  programs: [
    {
      command: "nvidia-smi",
      result: (request) => nvidiaSmiOf(fixture)(request) ?? exited("", { exitCode: 2 }),
    },
    { command: "journalctl", result: exited("") },
    { command: "dmesg", result: exited("") },
    {
      command: "docker",
      including: ["run"],
      result: exited("", { exitCode: 125, stderr: 'could not select device driver "nvidia"' }),
    },
  ],
};

/** What `nvidia-smi -L` says in the container, until it is mended. */
function seeing(said: string, exitCode: number, hand: RegExp): Trouble {
  const state = { mended: false };
  const now = (): ExecResult =>
    state.mended
      ? { kind: "exited", exitCode: 0, stdout: `GPU 0: A (UUID: ${uuid})`, stderr: "" }
      : { kind: "exited", exitCode, stdout: said, stderr: "" };
  return {
    behaves: { kind: "serves", afterMs: 100 },
    programs: [
      { command: "docker", including: ["run"], result: exited(`GPU 0: A (UUID: ${uuid})\n`) },
      ...(onCards.programs ?? []),
    ],
    stage: {
      ...onCards.stage,
      compose: { handOver: () => Promise.resolve(exited("")) },
      engine: {
        exec: {
          web: ({ command }) =>
            command[0] === "nvidia-smi" ? now() : { kind: "exited", exitCode: 0, stdout: "", stderr: "" },
        },
      },
    },
    hands: () => [
      [hand, () => (state.mended = true)],
      [/"id": "gpu\.container",\s+"status": "pass"|"uuid": /u, () => undefined],
    ],
  };
}

/** It goes on logging that it gets on. */
async function busily({ engine, clock }: StagedStack["world"], id: string): Promise<void> {
  for (let percent = 1; percent < 40; percent += 1) {
    engine.log(id, `loading: ${String(percent)} %`);
    await clock.sleep(2_000, new AbortController().signal);
  }
}

type Key = Exclude<FailureReason["kind"], "refused"> | `refused: ${RefusedSubject}`;

const late = { readyWithinMs: 20_000 };

/** Each way in which a service can fail; a new one does not compile without its way out. */
const troubles: Readonly<Record<Key, Readonly<Record<string, Trouble>>>> = {
  exited: {
    "and said why": {
      behaves: { kind: "ends", afterMs: 100, exitCode: 3 },
      befalls: ({ engine }, id) => engine.log(id, "cannot read /etc/web.conf"),
      hands: on(/cannot read \S+/u),
    },
    "and said nothing": {
      behaves: { kind: "ends", afterMs: 100, exitCode: 127 },
      hands: on(/"services":/u),
    },
  },
  "crash-loop": {
    "": {
      behaves: { kind: "restarts", crashes: 99, livesMs: 100, afterMs: 100 },
      befalls: ({ engine }, id) => engine.log(id, "cannot read /etc/web.conf"),
      hands: on(/cannot read \S+/u),
    },
  },
  unhealthy: {
    "": {
      befalls: ({ engine }, id) => {
        engine.log(id, "no such table");
        engine.setHealth(id, "unhealthy", "no");
      },
      hands: on(/no such table/u),
    },
  },
  "out-of-memory": {
    "at its own limit": {
      part: { config: { mem_limit: "1073741824" } },
      befalls: ({ engine }, id) => engine.die(id, 137, { outOfMemory: true }),
      hands: on(/raise its memory limit \(mem_limit or deploy\.resources\.limits\.memory/u),
    },
    "without a limit of its own": {
      befalls: ({ engine }, id) => engine.die(id, 137, { outOfMemory: true }),
      hands: on(/docker stats --no-stream/u),
    },
  },
  "killed-by-own-check": {
    "": {
      behaves: { kind: "restarts", crashes: 99, livesMs: 3_000, afterMs: 100 },
      befalls: ({ engine }, id) => engine.setHealth(id, "unhealthy", "no"),
      hands: on(/start_period of at least \d+s/u),
    },
  },
  "not-started": { "": { behaves: refusing("something new"), hands: on(/"services":/u) } },
  "not-built": { "": unbuildable() },
  "port-taken": { "": takenMeanwhile() },
  "image-missing": {
    "for the registry wants a login": pulling("unauthorized: authentication required", /docker login, then/u),
    "for the registry forbids it": pulling("denied: 403 Forbidden", /docker login/u),
    "for it has no such image": pulling("manifest unknown", /correct its image in its Compose file/u),
    "for it says neither": pulling(
      "pull access denied for web, repository does not exist or may require 'docker login'",
      /correct its image in its Compose file.*docker login/u,
    ),
    "for it is asked too often": pulling("toomanyrequests: rate limit", /docker login/u),
    "for it cannot be reached": pulling("dial tcp: no such host", /docker pull example\/web:1/u),
    "for something else": pulling("input/output error", /docker pull example\/web:1/u),
    "for it was not to be pulled": {
      ...pulling("", /never/u),
      behaves: { kind: "serves", afterMs: 100 },
      command: "stack up demo --pull never",
      stage: { engine: { images: {}, pull: () => ({ kind: "ok", value: "pulled" }) } },
      hands: () => [],
    },
    "for its Compose file forbids to pull it": {
      ...pulling("", /pull_policy: never out of its Compose file/u, { config: { pull_policy: "never" } }),
      mended: { config: {} },
    },
  },
  "command-not-found": {
    "": {
      behaves: refusing('exec: "serv": executable file not found in $PATH'),
      hands: on(/"services":/u),
    },
  },
  "gpu-refused": {
    "": {
      ...onCards,
      behaves: refusing('could not select device driver "nvidia" with capabilities: [[gpu]]'),
      hands: on(/nvidia-ctk runtime configure/u),
    },
    "by a driver that there is not": {
      behaves: refusing('could not select device driver "amd" with capabilities: [[gpu]]'),
      hands: on(/correct the driver of its devices/u),
    },
  },
  "gpu-mismatch": {
    "for it sees none": {
      ...onCards,
      ...seeing("Failed to initialize NVML: Unknown Error", 255, /restart this/u),
    },
    "for it sees another": {
      ...onCards,
      ...seeing("GPU 0: A (UUID: GPU-0f1e2d3c-0000-4000-8000-000000000009)", 0, /device_ids/u),
    },
  },
  disappeared: { "": { behaves: { kind: "stays" }, befalls: removedOnce() } },
  "engine-lost": {
    "": {
      behaves: { kind: "refused", failure: { kind: "unreachable", message: "connect ECONNREFUSED" } },
      hands: on(/engine\.ready/u),
    },
  },
  "timed-out": {
    "stuck, with a word on it": {
      part: late,
      befalls: ({ engine }, id) => engine.log(id, "waiting for the licence server"),
      hands: on(/licence server/u),
    },
    "still on its way, when its own time was up": { part: late, befalls: busily, hands: on(/ready-within/u) },
    "still on its way, when the run's time was up": {
      behaves: { kind: "serves", afterMs: 55_000 },
      befalls: busily,
      command: "stack up demo --timeout 40s",
      part: { readyWithinMs: 600_000 },
    },
  },
  "refused: address": { "": { behaves: refusing("Address already in use"), hands: on(/ipv4_address/u) } },
  "refused: runtime": {
    "": { behaves: refusing("unknown or invalid runtime name: kata"), hands: on(/daemon\.json/u) },
  },
  "refused: log-driver": {
    "": {
      behaves: refusing("no log driver named 'loki' is registered"),
      hands: on(/docker plugin install/u),
    },
  },
  "refused: device": {
    "": {
      behaves: refusing(
        'error gathering device information while adding custom device "/dev/kvm": no such file',
      ),
      hands: on(/\(devices\)/u),
    },
  },
  "refused: network": {
    "": { behaves: refusing("network edge not found"), hands: on(/docker network create edge/u) },
  },
  "refused: network-changed": {
    "": {
      behaves: refusing("error while removing network: network demo_back id 291d has active endpoints"),
      hands: on(/made anew/u),
    },
  },
  "refused: subnet": {
    "": {
      behaves: refusing("Pool overlaps with other one on this address space"),
      hands: on(/another subnet/u),
    },
  },
  "refused: container-name": {
    "": {
      behaves: refusing('Conflict. The container name "/web" is already in use by container "x"'),
      hands: on(/docker rename web web-before/u),
    },
  },
  "refused: mount": {
    "": { behaves: refusing("bind source path does not exist: /data"), hands: on(/make it there/u) },
  },
  "refused: disk": {
    "in mid-pull": pulling("write /var/lib/docker/tmp/x: no space left on device", /docker system df/u),
  },
  "refused: connection": {
    "": { behaves: refusing("error during connect: EOF"), hands: on(/docker version/u) },
  },
};

describe.each(Object.entries(troubles))("the advice on a service that failed (%s)", (about, ways) => {
  test.each(Object.entries(ways))("leads out where it failed %s", async (_how, trouble) => {
    const trodden = await leadOut(situationOf(about, trouble));
    expect(trodden.length).toBeGreaterThan(0);
  });
});
