import type { LintLayer } from "./subject.ts";

/** An absolute path out of what a file says relative to itself. */
export function resolvePath(layer: Pick<LintLayer, "path">, written: string): string {
  const folder = layer.path.slice(0, layer.path.lastIndexOf("/"));
  return normal(written.startsWith("/") ? written : `${folder}/${written}`);
}

function normal(path: string): string {
  const parts: string[] = [];
  for (const part of path.split("/")) {
    if (part === "..") parts.pop();
    else if (part !== "" && part !== ".") parts.push(part);
  }
  return `/${parts.join("/")}`;
}
