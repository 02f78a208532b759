import { bindSources } from "../read/bind-sources.ts";
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
