import type { ImageBase, ImageFacts } from "./image-facts.ts";

const coreutils = [
  "[",
  "basename",
  "cat",
  "chmod",
  "cp",
  "cut",
  "date",
  "dirname",
  "echo",
  "env",
  "expr",
  "false",
  "head",
  "id",
  "ls",
  "mkdir",
  "mktemp",
  "mv",
  "printf",
  "pwd",
  "readlink",
  "rm",
  "seq",
  "sleep",
  "sort",
  "stat",
  "tail",
  "tee",
  "test",
  "timeout",
  "touch",
  "tr",
  "true",
  "uname",
  "uniq",
  "wc",
  "whoami",
];
const text = ["awk", "find", "grep", "sed", "xargs"];
const busybox = ["sh", ...coreutils, ...text, "hostname", "nc", "pgrep", "pidof", "ps", "wget"];
const debian = ["sh", "bash", ...coreutils, ...text, "hostname", "perl", "pidof"];

const toolsOfBase: Readonly<Record<ImageBase, readonly string[]>> = {
  alpine: busybox,
  busybox,
  debian,
  ubuntu: debian,
  wolfi: ["sh", "bash", ...coreutils, ...text],
  "ubi-micro": ["sh", "bash", ...coreutils],
  "ubi-minimal": ["sh", "bash", ...coreutils, ...text],
  none: [],
};

/** The everyday programs that come with a base system. */
export function baseTools(base: ImageBase): readonly string[] {
  return toolsOfBase[base];
}

/** Every program a health check can call in this image. */
export function toolsOf(facts: ImageFacts): readonly string[] {
  return [...baseTools(facts.base), ...facts.tools];
}

/** A `CMD-SHELL` check needs one. */
export function hasShell(facts: ImageFacts): boolean {
  return toolsOf(facts).includes("sh");
}
