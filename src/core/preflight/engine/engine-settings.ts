import type { EngineAnswer, EngineInfo } from "../../../world/engine/engine.ts";
import { check } from "../check.ts";
import type { Check, Finding } from "../check.ts";
import type { EngineObserver } from "./observe-engine.ts";
import { warn } from "../finding.ts";

/** Do limits hold, and does the storage driver share what images have in common? */
export function engineSettingsCheck(observeEngine: EngineObserver): Check {
  return check({ name: "engine-settings", observe: observeEngine, judge: judgeSettings });
}

export function judgeSettings(engine: EngineAnswer<EngineInfo>): readonly Finding[] {
  if (engine.kind === "failed") return [];
  const { cgroupVersion, rootless, storageDriver } = engine.value;
  return [
    ...(cgroupVersion === "1" ? [oldControlGroups(rootless)] : []),
    ...(storageDriver === "vfs" ? [copyingDriver] : []),
  ];
}

function oldControlGroups(rootless: boolean): Finding {
  return warn("engine.cgroup-v1", {
    title: rootless
      ? "the rootless engine runs on control groups version 1, where no limit holds"
      : "the engine runs on control groups version 1, which Docker no longer develops for",
    fix: "boot with systemd.unified_cgroup_hierarchy=1, or upgrade the system",
    data: { cgroupVersion: "1", rootless },
  });
}

const copyingDriver: Finding = warn("engine.storage-driver", {
  title: "the engine's storage driver is vfs, which copies an image's every layer",
  detail: "the images of this stack take several times their size",
  fix: 'set "storage-driver": "overlay2" in /etc/docker/daemon.json where the file system can, and restart Docker',
  data: { storageDriver: "vfs" },
});
