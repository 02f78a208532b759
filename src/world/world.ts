import type { Certificates } from "./certificates/certificates.ts";
import type { Background } from "./background.ts";
import type { Clock } from "./clock.ts";
import type { Compose } from "./compose/compose.ts";
import type { Engine } from "./engine/engine.ts";
import type { Files } from "./files/files.ts";
import type { Locks } from "./locks/locks.ts";
import type { Machine } from "./machine.ts";
import type { Network } from "./network/network.ts";
import type { Processes } from "./processes/processes.ts";
import type { Random } from "./random.ts";
import type { Terminal } from "./terminal/terminal.ts";

/** Everything outside this program, behind interfaces: what a test replaces, and all that can have an effect. */
export interface World {
  readonly processes: Processes;
  readonly compose: Compose;
  readonly engine: Engine;
  readonly files: Files;
  readonly network: Network;
  readonly machine: Machine;
  readonly clock: Clock;
  readonly random: Random;
  readonly certificates: Certificates;
  readonly locks: Locks;
  readonly terminal: Terminal;
  readonly background: Background;
}
