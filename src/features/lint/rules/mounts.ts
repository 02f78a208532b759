import { bindSources, mountedPaths } from "../read/mounted-paths.ts";
import { placeIn } from "../read/place-of.ts";
import type { LintSubject } from "../read/lint-subject.ts";
import { at, isWritten } from "../read/written.ts";
import type { Rule } from "../rule.ts";

export const hostTmp: Rule = {
  id: "mount.host-tmp",
  meaning: "the host's /tmp is everybody's: files of others come in, and go away by themselves",
  fix: "tmpfs: [/tmp], or a volume",
  reads: "files",
  about: "environment",
  check: ({ layers }) =>
    bindSources(layers)
      .filter(({ source }) => /^\/(?:var\/)?tmp(?:\/|$)/u.test(source))
      .map(({ service, source, place }) => ({
        ...place,
        service,
        message: `${source} of the host is shared with every program there`,
        fix: "use `tmpfs: [/tmp]`, or a named volume",
      })),
};

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

export const missingSource: Rule = {
  id: "mount.source-missing",
  meaning:
    "a mounted file, an env file or a build context that is not there: Compose makes an empty folder of it, or stops",
  fix: "create it, or correct the path",
  reads: "files",
  about: "environment",
  check: (subject: LintSubject) =>
    mountedPaths(subject.lays)
      .filter(({ mayBeMissing }) => !mayBeMissing)
      .filter(({ path }) => subject.missingPaths.has(path))
      .map(({ written, service, place, what }) => ({
        ...place,
        service,
        message: `${written} does not exist; ${what}`,
        fix: `create ${written}, or correct the path`,
      })),
};

export const outsidePath: Rule = {
  id: "path.outside-project",
  meaning: "a relative path leads out of the project, to what another machine does not have",
  fix: "keep it in the project, or name it absolutely",
  reads: "files",
  about: "environment",
  check: ({ lays, directory }) =>
    mountedPaths(lays)
      .filter(({ path }) => path !== directory && !path.startsWith(`${directory}/`))
      .map(({ service, written, place }) => ({
        ...place,
        service,
        message: `${written} leads out of the project's folder`,
        fix: "move it into the project, or write where it is on this host, in a variable",
      })),
};

export const volumeLabels: Rule = {
  id: "volume.labels",
  meaning:
    "labels are part of a volume's definition: change one, and Compose 2.40 makes the volume anew, without its data",
  fix: "no labels on volumes",
  reads: "files",
  about: "environment",
  check: ({ layers }) =>
    layers.flatMap((layer) => {
      const volumes = at(layer.source.value, ["volumes"]);
      return Object.keys(isWritten(volumes) ? volumes : {})
        .filter((name) => at(volumes, [name, "labels"]) !== undefined)
        .map((name) => ({
          ...placeIn(layer, ["volumes", name, "labels"]),
          service: null,
          message: `a changed label makes Compose recreate the volume ${name}, and its data is gone`,
          fix: "remove the labels",
        }));
    }),
};
