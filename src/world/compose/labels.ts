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
  configHash: "com.docker.compose.config-hash",
  dependsOn: "com.docker.compose.depends_on",
} as const;
