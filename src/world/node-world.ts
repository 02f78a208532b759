import { createBackground } from "./background.ts";
import { nodeCertificates } from "./certificates/node-certificates.ts";
import { nodeCompose } from "./compose/node-compose.ts";
import { nodeEngine } from "./engine/node-engine.ts";
import { nodeFiles } from "./files/node-files.ts";
import { nodeLocks } from "./locks/node-locks.ts";
import { nodeNetwork } from "./network/node-network.ts";
import { nodeClock } from "./node-clock.ts";
import { nodeMachine } from "./node-machine.ts";
import { nodeProcesses } from "./processes/node-processes.ts";
import type { Random } from "./random.ts";
import { createInterruption } from "./terminal/interruption.ts";
import { nodeTerminal } from "./terminal/node-terminal.ts";
import type { World } from "./world.ts";
import { randomBytes } from "node:crypto";

/** The real world. Packages are loaded by the first call that needs them, so that `--version` pays for none. */
export function createWorld(workingDirectory: string | undefined): World {
  const interruption = createInterruption();
  const machine = nodeMachine(workingDirectory);
  const processes = nodeProcesses(interruption);
  return {
    processes,
    compose: nodeCompose({
      processes,
      environment: async () => (await import("./engine/connection/same-engine.ts")).withSameEngine(machine),
    }),
    engine: nodeEngine(machine, processes),
    files: nodeFiles,
    network: nodeNetwork,
    machine,
    clock: nodeClock,
    random: nodeRandom,
    certificates: nodeCertificates,
    locks: nodeLocks(machine.platform),
    terminal: nodeTerminal(interruption),
    background: createBackground(),
  };
}

export const nodeRandom: Random = {
  bytes: (count) => new Uint8Array(randomBytes(count)),
};
