import { mountedPaths } from "../read/mounted-paths.ts";
import type { Rule } from "../rule.ts";

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
