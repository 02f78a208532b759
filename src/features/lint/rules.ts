import type { Rule } from "./rule.ts";
import { versionKey } from "./rules/version-key.ts";
import { containerName } from "./rules/container-name.ts";
import { refused } from "./rules/refused.ts";
import { mutableTag } from "./rules/mutable-tag.ts";
import { hostPortInside } from "./rules/ports/host-port-inside.ts";
import { portTwice } from "./rules/ports/port-twice.ts";
import { publishedStore } from "./rules/ports/published-store.ts";
import { replicasContainerName } from "./rules/replicas-container-name.ts";
import { replicasFixedPort } from "./rules/ports/replicas-fixed-port.ts";
import { appendedDevices } from "./rules/appended-devices.ts";
import { appendedPorts } from "./rules/ports/appended-ports.ts";
import { probeProgram } from "./rules/health/probe-program.ts";
import { probePort } from "./rules/health/probe-port.ts";
import { probePath } from "./rules/health/probe-path.ts";
import { probeKey } from "./rules/health/probe-key.ts";
import { probeLocalhost } from "./rules/health/probe-localhost.ts";
import { alwaysTrue } from "./rules/health/always-true.ts";
import { redisPing } from "./rules/health/redis-ping.ts";
import { tokenBill } from "./rules/health/token-bill.ts";
import { startPeriod } from "./rules/health/start-period.ts";
import { startInterval } from "./rules/health/start-interval.ts";
import { differingCheck } from "./rules/health/differing-check.ts";
import { neverHealthy } from "./rules/health/never-healthy.ts";
import { undefinedVariable } from "./rules/variables/undefined-variable.ts";
import { unusedVariable } from "./rules/variables/unused-variable.ts";
import { differingDefault } from "./rules/variables/differing-default.ts";
import { defaultCredential } from "./rules/variables/default-credential.ts";
import { unusedSecret } from "./rules/variables/unused-secret.ts";
import { unknownSecretService } from "./rules/variables/unknown-secret-service.ts";
import { envFile } from "./rules/variables/env-file.ts";
import { quotedEnvironment } from "./rules/variables/quoted-environment.ts";
import { deadSetting } from "./rules/variables/dead-setting.ts";
import { sharedMemory } from "./rules/shared-memory.ts";
import { dockerSocket } from "./rules/docker-socket.ts";
import { hostTmp } from "./rules/host-tmp.ts";
import { missingSource } from "./rules/missing-source.ts";
import { outsidePath } from "./rules/outside-path.ts";
import { fixedSubnet } from "./rules/ports/fixed-subnet.ts";
import { volumeLabels } from "./rules/volume-labels.ts";
import { unusedLayer } from "./rules/unused-layer.ts";

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
