import type { Rule } from "../rule.ts";
import type { LintSubject } from "../read/subject.ts";
import { mountedPaths } from "../read/mounted-paths.ts";

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
