import type { Finding } from "../check.ts";
import { dataOf } from "../finding-data.ts";
import { configureByUser, configuring } from "../gpu/gpu-toolkit.ts";
import { rootScript, runAsRoot } from "./fixes.ts";
import type { Fix } from "./fixes.ts";

/** Tells the engine of the NVIDIA runtime. Restarting it stops every container, so that is left to the person. */
export function fixToolkit(finding: Finding): readonly Fix[] {
  if (finding.id !== "gpu.toolkit-not-configured" || finding.fix.includes("cdi generate")) return [];
  const rootless = dataOf(finding, "gpu.toolkit-not-configured")?.rootless === true;
  const { byUser, byRoot, restart } = configuring(rootless);
  const settings = rootless ? "~/.config/docker/daemon.json" : "/etc/docker/daemon.json";
  return [
    {
      id: "toolkit",
      title: "configure Docker for the NVIDIA Container Toolkit",
      preview: [
        ...byUser.map((words) => words.join(" ")),
        ...byRoot.map((words) => rootScript([words])),
        `then, by you, as it stops running containers: ${restart}`,
      ],
      undo: `remove "nvidia" from "runtimes" in ${settings}, and restart Docker`,
      finding,
      apply: async (world, signal) => {
        const configured = await configureByUser(world, byUser, signal);
        return configured.kind === "ok" ? runAsRoot(world, byRoot, signal) : configured;
      },
    },
  ];
}
