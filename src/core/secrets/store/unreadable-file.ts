import type { FileContent } from "../../../world/files/files.ts";
import type { SecretProblem } from "../check/secret-problem.ts";
import { shellWord } from "../shell-word.ts";

/** A file that is there and cannot be read stops everything: what it says must not be generated anew. */
export function unreadableFile(file: string, name: string, content: FileContent): readonly SecretProblem[] {
  if (content.kind === "text" || content.kind === "absent") return [];
  const problem = { id: "secrets.unreadable-file", name, file, line: 0, blocking: true } as const;
  return content.kind === "directory"
    ? [{ ...problem, detail: `${file} is a folder where a file should be`, fix: `rmdir ${shellWord(file)}` }]
    : [
        {
          ...problem,
          detail: `${file} cannot be read: ${content.reason}`,
          fix: `sudo chown "$USER" ${shellWord(file)}`,
        },
      ];
}
