import type { Machine } from "../../src/world/machine.ts";

type Memory = Awaited<ReturnType<Machine["memory"]>>;

export type FakeMachine = Partial<Omit<Machine, "memory">> & { readonly memory?: Partial<Memory> };

const gibibyte = 2 ** 30;

/** A Linux box with 16 cores and 64 GiB, under an ordinary account. */
export function fakeMachine({ memory, ...rest }: FakeMachine = {}): Machine {
  return {
    platform: "linux",
    architecture: "x64",
    processId: 4242,
    userId: 1000,
    groupId: 1000,
    userName: "ann",
    hostName: "box",
    homeDirectory: "/home/ann",
    workingDirectory: "/home/ann/project",
    environment: { PATH: "/usr/bin:/bin", HOME: "/home/ann" },
    nodeVersion: "20.20.2",
    nodePath: "/usr/bin/node",
    cpus: 16,
    ...rest,
    memory: () =>
      Promise.resolve({ totalBytes: 64 * gibibyte, availableBytes: 48 * gibibyte, swapBytes: 0, ...memory }),
  };
}
