import type { Rule } from "./rule.ts";
import {
  containerName,
  refused,
  replicasContainerName,
  unusedLayer,
  versionKey,
} from "./rules/compose-files.ts";
import { mutableTag } from "./rules/images.ts";
import {
  appendedPorts,
  fixedSubnet,
  hostPortInside,
  portTwice,
  publishedStore,
  replicasFixedPort,
} from "./rules/ports.ts";
import { appendedDevices, sharedMemory } from "./rules/gpus.ts";
import { probeKey, probeLocalhost, probePath, probePort, probeProgram } from "./rules/health-targets.ts";
import {
  alwaysTrue,
  differingCheck,
  neverHealthy,
  redisPing,
  startInterval,
  startPeriod,
  tokenBill,
} from "./rules/health-checks.ts";
import {
  deadSetting,
  differingDefault,
  envFile,
  quotedEnvironment,
  undefinedVariable,
  unusedVariable,
} from "./rules/variables.ts";
import { defaultCredential, unknownSecretService, unusedSecret } from "./rules/secrets.ts";
import { dockerSocket, hostTmp, missingSource, outsidePath, volumeLabels } from "./rules/mounts.ts";

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
