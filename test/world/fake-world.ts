import { createBackground } from "../../src/world/background.ts";
import type { Compose } from "../../src/world/compose/compose.ts";
import { nodeCertificates } from "../../src/world/certificates/node-certificates.ts";
import { nodeCompose } from "../../src/world/compose/node-compose.ts";
import type { World } from "../../src/world/world.ts";
import { fakeClock } from "./fake-clock.ts";
import type { FakeClock } from "./fake-clock.ts";
import { fakeEngine } from "./fake-engine.ts";
import type { FakeEngine, FakeEngineParts } from "./fake-engine.ts";
import { fakeFiles } from "./fake-files.ts";
import type { FakeFile, FakeFiles } from "./fake-files.ts";
import { fakeLocks } from "./fake-locks.ts";
import type { FakeLocks } from "./fake-locks.ts";
import { fakeMachine } from "./fake-machine.ts";
import type { FakeMachine } from "./fake-machine.ts";
import { fakeNetwork } from "./fake-network.ts";
import type { FakeNetworkAnswers } from "./fake-network.ts";
import { fakeProcesses } from "./fake-processes.ts";
import type { FakeProcesses, ProcessAnswer } from "./fake-processes.ts";
import { fakeRandom } from "./fake-random.ts";
import { fakeTerminal } from "./fake-terminal.ts";
import type { FakeTerminal, FakeTerminalOptions } from "./fake-terminal.ts";

export interface FakeWorld extends World {
  readonly processes: FakeProcesses;
  readonly engine: FakeEngine;
  readonly files: FakeFiles;
  readonly clock: FakeClock;
  readonly locks: FakeLocks;
  readonly terminal: FakeTerminal;
}

export interface FakeWorldParts {
  /** A command without an answer throws. */
  readonly processes?: readonly ProcessAnswer[];
  /** Replaces calls of the compose CLI; the others run `docker compose …` as one of `processes`. */
  readonly compose?: Partial<Compose>;
  readonly engine?: FakeEngineParts;
  /** By absolute path. */
  readonly files?: Readonly<Record<string, FakeFile>>;
  readonly network?: FakeNetworkAnswers;
  readonly machine?: FakeMachine;
  readonly terminal?: FakeTerminalOptions;
}

/** A world without effects, in which everything that can be asked has been written down by the test. */
export function fakeWorld(parts: FakeWorldParts = {}): FakeWorld {
  const clock = fakeClock();
  const machine = fakeMachine(parts.machine);
  const files = fakeFiles(parts.files, machine.workingDirectory);
  const processes = fakeProcesses(parts.processes, (path, text, mode) => {
    files.put(path, { text, mode });
  });
  const environment = () => Promise.resolve(machine.environment);
  return {
    processes,
    compose: { ...nodeCompose({ processes, environment }), ...parts.compose },
    engine: fakeEngine(clock, parts.engine),
    files,
    network: fakeNetwork(parts.network),
    machine,
    clock,
    random: fakeRandom(),
    certificates: nodeCertificates,
    locks: fakeLocks(),
    terminal: fakeTerminal(parts.terminal),
    background: createBackground(),
  };
}
