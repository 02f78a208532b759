import * as z from "zod";
import type { Finding } from "../check.ts";
import type { Fix } from "./fixes.ts";

const missing = z.object({ path: z.string(), kind: z.literal("directory") });
const models = z.object({ path: z.string(), absent: z.literal(true) });

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

function missingFolder({ id, data }: Finding): string | undefined {
  if (id === "file.missing") return missing.safeParse(data).data?.path;
  return id === "model.directory" ? models.safeParse(data).data?.path : undefined;
}
