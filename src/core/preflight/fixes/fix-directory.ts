import type { Finding } from "../check.ts";
import { dataOf } from "../finding-data.ts";
import type { Fix } from "./fixes.ts";

/** Makes a folder that services mount and that is not there. */
export function fixDirectory(finding: Finding): readonly Fix[] {
  const path = missingFolder(finding);
  if (path === undefined) return [];
  return [
    {
      id: `directory:${path}`,
      title: `create the folder ${path}`,
      preview: [`mkdir -p ${path}`],
      undo: `rmdir ${path}`,
      finding,
      apply: async ({ files }) => {
        const answer = await files.makeDirectory(path, 0o755);
        return answer.kind === "ok"
          ? { kind: "ok", value: undefined }
          : { kind: "failed", error: { reason: answer.error.reason, next: `sudo mkdir -p ${path}` } };
      },
    },
  ];
}

function missingFolder(finding: Finding): string | undefined {
  const mounted = dataOf(finding, "file.missing");
  const models = dataOf(finding, "model.directory");
  if (mounted?.kind === "directory") return mounted.path;
  return models?.absent === true ? models.path : undefined;
}
