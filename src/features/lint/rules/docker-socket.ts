import { bindSources } from "../read/bind-sources.ts";
import type { Rule } from "../rule.ts";

export const dockerSocket: Rule = {
  id: "mount.docker-socket",
  meaning: "a container that has the engine's socket is root on the host",
  fix: "read what it needs another way (log files, a metrics port), or a proxy that allows reading only",
  reads: "files",
  about: "environment",
  check: ({ layers }) =>
    bindSources(layers)
      .filter(({ source }) => /(?:docker|containerd|podman)\.sock$/u.test(source))
      .map(({ service, source, place }) => ({
        ...place,
        service,
        message: `${source} makes ${service} root on the host, read-only or not`,
        fix: "remove the mount; read log files or metrics instead",
      })),
};
