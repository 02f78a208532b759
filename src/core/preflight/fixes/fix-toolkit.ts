import type { Finding } from "../check.ts";
import { runAsRoot } from "./fixes.ts";
import type { Fix } from "./fixes.ts";

/** Tells the engine of the NVIDIA runtime. Restarting it stops every container, so that is left to the person. */
export function fixToolkit(finding: Finding): readonly Fix[] {
  if (finding.id !== "gpu.toolkit-not-configured") return [];
  return [
    {
      id: "toolkit",
      title: "configure Docker for the NVIDIA Container Toolkit",
      preview: [
        "sudo nvidia-ctk runtime configure --runtime=docker",
        "then, by you, as it stops running containers: sudo systemctl restart docker",
      ],
      undo: 'remove "nvidia" from "runtimes" in /etc/docker/daemon.json, and restart Docker',
      finding,
      apply: async (world, signal) =>
        runAsRoot(world, [["nvidia-ctk", "runtime", "configure", "--runtime=docker"]], signal),
    },
  ];
}
