/** What Compose writes on what it makes. Labels of our own are never added: they would change each config hash. */
export const composeLabels = {
  project: "com.docker.compose.project",
  service: "com.docker.compose.service",
  number: "com.docker.compose.container-number",
  oneOff: "com.docker.compose.oneoff",
  hook: "com.docker.compose.hook",
  image: "com.docker.compose.image",
  folder: "com.docker.compose.project.working_dir",
  volume: "com.docker.compose.volume",
  network: "com.docker.compose.network",
  configHash: "com.docker.compose.config-hash",
  dependsOn: "com.docker.compose.depends_on",
} as const;

/** It bears a service's name and is none of its replicas: one of `docker compose run`, or of a hook before a start. */
export function isBesideService(labels: Readonly<Record<string, string>>): boolean {
  return labels[composeLabels.oneOff] === "True" || labels[composeLabels.hook] !== undefined;
}
