import type { Volume } from "../../world/engine/engine.ts";

/** What Compose writes on what it makes. Labels of our own are never added: they would change each config hash. */
export const composeLabels = {
  project: "com.docker.compose.project",
  service: "com.docker.compose.service",
  number: "com.docker.compose.container-number",
  oneOff: "com.docker.compose.oneoff",
  image: "com.docker.compose.image",
  folder: "com.docker.compose.project.working_dir",
  volume: "com.docker.compose.volume",
  network: "com.docker.compose.network",
} as const;

/** The engine's own, on volumes that nobody named. */
export const anonymousLabel = "com.docker.volume.anonymous";

/** That nobody named: the engine labels those that it makes by itself, and not those that Compose asks it for. */
export function isAnonymous({ name, labels }: Pick<Volume, "name" | "labels">): boolean {
  return anonymousLabel in labels || (/^[0-9a-f]{64}$/u.test(name) && !(composeLabels.volume in labels));
}
