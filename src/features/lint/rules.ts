import type { Rule } from "./rule.ts";
import {
  containerName,
  refused,
  replicasContainerName,
  unusedLayer,
  versionKey,
} from "./rules/container-name.ts";
import { mutableTag } from "./rules/mutable-tag.ts";
import {
  appendedPorts,
  fixedSubnet,
  hostPortInside,
  portTwice,
  publishedStore,
  replicasFixedPort,
} from "./rules/ports/port-twice.ts";
import { appendedDevices, sharedMemory } from "./rules/shared-memory.ts";
import { probeKey, probeLocalhost, probePath, probePort, probeProgram } from "./rules/health/probe-port.ts";
import {
  alwaysTrue,
  differingCheck,
  neverHealthy,
  redisPing,
  startInterval,
  startPeriod,
  tokenBill,
} from "./rules/health/never-healthy.ts";
import {
  deadSetting,
  differingDefault,
  envFile,
  quotedEnvironment,
  undefinedVariable,
  unusedVariable,
} from "./rules/variables/undefined-variable.ts";
import {
  defaultCredential,
  unknownSecretService,
  unusedSecret,
} from "./rules/variables/default-credential.ts";
import { dockerSocket, hostTmp, missingSource, outsidePath, volumeLabels } from "./rules/host-tmp.ts";

/** Every rule. A new one is a file under `rules/`, and a line here. */
export const rules: readonly Rule[] = [
  versionKey,
  containerName,
  refused,
  mutableTag,
  hostPortInside,
  portTwice,
  publishedStore,
  replicasContainerName,
  replicasFixedPort,
  appendedDevices,
  appendedPorts,
  probeProgram,
  probePort,
  probePath,
  probeKey,
  probeLocalhost,
  alwaysTrue,
  redisPing,
  tokenBill,
  startPeriod,
  startInterval,
  differingCheck,
  neverHealthy,
  undefinedVariable,
  unusedVariable,
  differingDefault,
  defaultCredential,
  unusedSecret,
  unknownSecretService,
  envFile,
  quotedEnvironment,
  deadSetting,
  sharedMemory,
  dockerSocket,
  hostTmp,
  missingSource,
  outsidePath,
  fixedSubnet,
  volumeLabels,
  unusedLayer,
];
