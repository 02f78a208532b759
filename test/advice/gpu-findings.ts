import { gpuFixture, nvidiaSmiOf } from "../core/preflight/gpu/gpu-fixture.ts";
import { exited } from "../world/fake-processes.ts";
import type { ProcessAnswer } from "../world/fake-processes.ts";
import type { ProcessRequest, ProcessResult } from "../../src/world/processes/processes.ts";
import type { Boxed, Cases } from "./finding-case.ts";

type Answer = (request: ProcessRequest) => ProcessResult | undefined;

const devices = [{ driver: "nvidia", count: 1, capabilities: ["gpu"] }];
const quiet: readonly ProcessAnswer[] = ["journalctl", "dmesg", "systemctl", "docker"].map((command) => ({
  command,
  ...(command === "docker" ? { including: ["run"] } : {}),
  result: exited(""),
}));

/** The same cards, which say something else of themselves. */
function cardsBut(row: Readonly<Record<string, string>>): Boxed {
  const recorded = gpuFixture("single-3090");
  const other = nvidiaSmiOf({ ...recorded, gpus: recorded.gpus.map((gpu) => ({ ...gpu, ...row })) });
  return cards("single-3090", {
    smi: other,
    part: {
      config: { image: "vllm/vllm-openai:v0.27.1", deploy: { resources: { reservations: { devices } } } },
    },
  });
}

/** A machine with these cards, Docker that can give them away, and a service that asks for one. */
function cards(
  fixture: string,
  more: Boxed & { readonly smi?: Answer; readonly others?: readonly ProcessAnswer[] } = {},
): Boxed {
  const { smi = () => undefined, others = [], ...box } = more;
  const answer = nvidiaSmiOf(gpuFixture(fixture));
  const result: ProcessAnswer["result"] = (request) =>
    smi(request) ?? answer(request) ?? exited("", { exitCode: 2 });
  return {
    manifest: { name: "shop", environments: { demo: { layers: ["compose.yaml"], gpu: "required" } } },
    ...box,
    engine: { info: { runtimes: ["runc", "nvidia"] }, ...box.engine },
    part: { config: { deploy: { resources: { reservations: { devices } } } }, ...box.part },
    programs: [...others, { command: "nvidia-smi", result }, ...quiet],
  };
}

const well = cards("single-3090");
/** `nvidia-smi` itself, however it is called. */
const saying = (result: ProcessResult): Boxed => cards("single-3090", { smi: () => result });
const health = (line: string): Boxed =>
  cards("single-3090", {
    smi: ({ args }) => (args.join(" ").includes("compute_mode") ? exited(line) : undefined),
  });
const taking = (perGpu: string, more: Parameters<typeof cards>[1] = {}): Boxed =>
  cards("single-3090", {
    ...more,
    part: {
      config: {
        deploy: {
          resources: {
            reservations: { devices: [{ driver: "nvidia", device_ids: ["0"], capabilities: ["gpu"] }] },
          },
        },
      },
      extras: { vram: { "per-gpu": perGpu } },
    },
  });

/** Of the cards, their driver, and the way into containers; what is done with a screwdriver is done by another machine. */
export const gpuFindings = {
  "gpu.driver-missing": {
    before: saying({ kind: "not-found" }),
    after: well,
    on: /apt install nvidia-driver/u,
  },
  "gpu.driver-not-loaded": { before: cards("driver-not-loaded"), after: well, on: /sudo modprobe nvidia/u },
  "gpu.nvml-mismatch": {
    before: cards("nvml-mismatch"),
    after: well,
    on: /restart the computer \(sudo reboot\)/u,
  },
  "gpu.no-devices": { before: cards("no-devices"), after: well, on: /seated and powered: lspci/u },
  "gpu.lost": { before: cards("gpu-lost"), after: well, on: /restart the computer \(sudo reboot\)/u },
  "gpu.power": { before: cards("external-power"), after: well, on: /push in every power cable/u },
  "gpu.inforom": { before: cards("inforom-p4000"), after: well, on: /restart the computer/u },
  "gpu.not-permitted": {
    before: saying({ kind: "not-permitted" }),
    after: well,
    on: /ls -l \/dev\/nvidia\*/u,
  },
  "gpu.hanging": {
    before: saying({ kind: "timed-out", stdout: "", stderr: "" }),
    after: well,
    on: /run nvidia-smi by hand;.*nvidia-smi -pm 1/u,
  },
  "gpu.unreadable": {
    before: saying(exited("what?", { exitCode: 77 })),
    after: well,
    on: /run nvidia-smi by hand/u,
  },
  "gpu.incomplete": {
    before: cards("dual-3090-nvlink", {
      smi: ({ args }) =>
        args.join(" ").includes("--query-gpu=") && !args.join(" ").includes("compute_mode")
          ? cut(args)
          : undefined,
    }),
    after: well,
    on: /run nvidia-smi by hand/u,
  },
  "gpu.mig-enabled": { before: cards("mig-a100"), after: well, on: /nvidia-smi (?:-i 0 )?-mig 0/u },
  "gpu.nvlink": {
    before: cards("two-3090-no-bridge"),
    after: cards("dual-3090-nvlink"),
    on: /put an NVLink bridge on/u,
  },
  "gpu.unequal": {
    before: cards("unequal-4080-3060"),
    after: well,
    on: /device_ids in a file added with -f/u,
  },
  "gpu.links-unknown": {
    before: cards("dual-3090-nvlink", {
      smi: ({ args }) =>
        args[0] === "topo" || args[0] === "nvlink" ? exited("", { exitCode: 9 }) : undefined,
    }),
    after: cards("dual-3090-nvlink"),
    on: /nvidia-smi topo -m/u,
  },
  "gpu.fabric": {
    before: cards("hgx-h100-fabric-not-started"),
    after: well,
    on: /sudo systemctl enable --now nvidia-fabricmanager|journalctl -u nvidia-fabricmanager/u,
  },
  "gpu.absent": {
    before: well,
    command: "stack doctor demo --gpu multi",
    after: well,
    instead: "stack doctor demo",
    on: /leave --gpu out/u,
  },
  "gpu.declined": {
    before: well,
    command: "stack doctor demo --gpu none",
    after: well,
    instead: "stack doctor demo",
    on: /leave --gpu none out/u,
  },
  "gpu.compute-mode": {
    before: health("0, Exclusive_Process, 0\n"),
    after: well,
    on: /^sudo nvidia-smi -i 0 -c DEFAULT$/u,
  },
  "gpu.ecc": { before: health("0, Default, 3\n"), after: well, on: /restart the computer/u },
  "gpu.xid": {
    before: cards("single-3090", {
      others: [
        {
          command: "journalctl",
          result: exited("NVRM: Xid (PCI:0000:08:00): 79, GPU has fallen off the bus.\n"),
        },
      ],
    }),
    after: well,
    on: /xid-errors/u,
  },
  "gpu.toolkit-missing": {
    before: cards("single-3090", { engine: { info: { runtimes: ["runc"] } } }),
    after: well,
    on: /container-toolkit.*sudo nvidia-ctk runtime configure/u,
  },
  "gpu.toolkit-not-configured": {
    before: cards("single-3090", {
      engine: { info: { runtimes: ["runc"] } },
      files: { "/usr/bin/nvidia-ctk": "" },
    }),
    after: well,
    on: /^sudo nvidia-ctk runtime configure --runtime=docker && sudo systemctl restart docker$/u,
  },
  "gpu.memory-total": { before: taking("30GiB"), after: taking("10GiB"), on: /choose a smaller model/u },
  "gpu.memory-taken": {
    before: taking("23.9GiB"),
    after: taking("10GiB"),
    on: /sudo fuser -v \/dev\/nvidia\*/u,
  },
  "gpu.container": {
    before: cards("single-3090", {
      others: [
        {
          command: "docker",
          including: ["run"],
          result: exited("", { exitCode: 125, stderr: 'could not select device driver "nvidia"' }),
        },
      ],
    }),
    after: cards("single-3090", {
      others: [
        {
          command: "docker",
          including: ["run"],
          result: exited("GPU 0: A (UUID: GPU-00000000-de63-c196-1766-04c38407e100)\n"),
        },
      ],
    }),
    command: "stack doctor demo --deep",
    on: /nvidia-ctk runtime configure/u,
  },
  "gpu.driver-too-old": { before: cardsBut({ driver_version: "535.1.1" }), after: cardsBut({}), on: /CUDA/u },
  "gpu.compute-capability": {
    before: cardsBut({ compute_cap: "5.2" }),
    after: cardsBut({}),
    on: /use a newer card/u,
  },
  "gpu.not-driven": {
    before: cards("single-3090", {
      files: {
        "/sys/bus/pci/devices/0000:09:00.0/vendor": "0x10de",
        "/sys/bus/pci/devices/0000:09:00.0/class": "0x030000",
      },
    }),
    after: well,
    on: /sudo dmesg \| grep -i nvrm/u,
  },
} as const satisfies Cases;

/** Cards as rows, and then an error in the place of the last. */
function cut(args: readonly string[]): ProcessResult | undefined {
  const whole = nvidiaSmiOf(gpuFixture("single-3090"))({
    command: "nvidia-smi",
    args,
    timeoutMs: 1,
    signal: new AbortController().signal,
  });
  return whole !== undefined && "stdout" in whole
    ? exited(`${whole.stdout}something went wrong\n`, { exitCode: 255 })
    : undefined;
}
