import type { Rule } from "./rule.ts";
import { versionKey } from "./rules/version-key.ts";
import { containerName } from "./rules/container-name.ts";
import { refused } from "./rules/refused.ts";
import { mutableTag } from "./rules/mutable-tag.ts";
import { hostPortInside } from "./rules/host-port-inside.ts";
import { portTwice } from "./rules/port-twice.ts";
import { publishedStore } from "./rules/published-store.ts";
import { replicasContainerName } from "./rules/replicas-container-name.ts";
import { replicasFixedPort } from "./rules/replicas-fixed-port.ts";
import { appendedDevices } from "./rules/appended-devices.ts";
import { appendedPorts } from "./rules/appended-ports.ts";
import { probeProgram } from "./rules/probe-program.ts";
import { probePort } from "./rules/probe-port.ts";
import { probePath } from "./rules/probe-path.ts";
import { probeKey } from "./rules/probe-key.ts";
import { probeLocalhost } from "./rules/probe-localhost.ts";
import { alwaysTrue } from "./rules/always-true.ts";
import { redisPing } from "./rules/redis-ping.ts";
import { tokenBill } from "./rules/token-bill.ts";
import { startPeriod } from "./rules/start-period.ts";
import { startInterval } from "./rules/start-interval.ts";
import { differingCheck } from "./rules/differing-check.ts";
import { neverHealthy } from "./rules/never-healthy.ts";
import { undefinedVariable } from "./rules/undefined-variable.ts";
import { unusedVariable } from "./rules/unused-variable.ts";
import { differingDefault } from "./rules/differing-default.ts";
import { defaultCredential } from "./rules/default-credential.ts";
import { unusedSecret } from "./rules/unused-secret.ts";
import { unknownSecretService } from "./rules/unknown-secret-service.ts";
import { envFile } from "./rules/env-file.ts";
import { quotedEnvironment } from "./rules/quoted-environment.ts";
import { deadSetting } from "./rules/dead-setting.ts";
import { sharedMemory } from "./rules/shared-memory.ts";
import { dockerSocket } from "./rules/docker-socket.ts";
import { hostTmp } from "./rules/host-tmp.ts";
import { missingSource } from "./rules/missing-source.ts";
import { outsidePath } from "./rules/outside-path.ts";
import { fixedSubnet } from "./rules/fixed-subnet.ts";
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
