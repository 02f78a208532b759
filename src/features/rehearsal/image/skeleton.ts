import { baseTools, knownImages, toolsOf } from "../../../core/images/known-images.ts";
import type { ImageBase } from "../../../core/images/image-facts.ts";
import type { TarEntry } from "./tar-archive.ts";
import { baseFolder, standInLayout, toolFolder } from "../model/stand-in-layout.ts";

const root = standInLayout.root;
const program = `${root}/stand-in.cjs`;
const node = `${root}/node`;

/**
 * Everything in the image that is not a copy of this host's: the program, a folder for each tool, and the few files
 * a container needs. `native` says where the host's own programs are; the others are links to the program.
 */
export function skeleton(programText: string, native: ReadonlyMap<string, string>): readonly TarEntry[] {
  const target = (tool: string): string => native.get(tool) ?? program;
  return [
    { kind: "folder", path: "tmp/", mode: 0o1777 },
    { kind: "folder", path: "etc/", mode: 0o755 },
    file("etc/passwd", "root:x:0:0:root:/:/bin/sh\nnobody:x:65534:65534:nobody:/:/bin/false\n"),
    file("etc/group", "root:x:0:\nnogroup:x:65534:\n"),
    // Without it an older libc asks the name server for `localhost`.
    file("etc/nsswitch.conf", "passwd: files\ngroup: files\nhosts: files dns\n"),
    { kind: "folder", path: "stand-in/", mode: 0o755 },
    { ...file("stand-in/stand-in.cjs", `#!${node}\n${programText}`), mode: 0o755 },
    link(node, target("node")),
    link(standInLayout.serve, program),
    link(standInLayout.answering, program),
    ...allTools.flatMap((tool) => inFolder(toolFolder(tool), [tool], target)),
    ...bases.flatMap((base) => inFolder(baseFolder(base), baseTools(base), target)),
  ];
}

/** What the image with a shell has beyond the one without. */
export function shellEntry(native: ReadonlyMap<string, string>): readonly TarEntry[] {
  return ["sh", "bash"].flatMap((shell) => {
    const path = native.get(shell);
    return path === undefined || path === `/bin/${shell}` ? [] : [link(`/bin/${shell}`, path)];
  });
}

function inFolder(
  folder: string,
  tools: readonly string[],
  target: (tool: string) => string,
): readonly TarEntry[] {
  const entry: TarEntry = { kind: "folder", path: `${relative(folder)}/`, mode: 0o755 };
  return [entry, ...tools.map((tool) => link(`${folder}/${tool}`, target(tool)))];
}

function file(path: string, content: string): TarEntry & { readonly kind: "file" } {
  return { kind: "file", path, mode: 0o644, content };
}

function link(path: string, target: string): TarEntry {
  return { kind: "link", path: relative(path), target };
}

function relative(path: string): string {
  return path.replace(/^\//u, "");
}

/** Programs of base systems that the stand-in plays itself: hosts have other versions of them, or none. */
const played = new Set(["nc", "perl", "pgrep", "pidof", "ps", "wget"]);

/** Every program that some known image has. */
export const allTools: readonly string[] = unique(knownImages.flatMap(toolsOf)).filter(
  (tool) => !tool.includes("/"),
);

export const bases: readonly ImageBase[] = unique(knownImages.map(({ base }) => base));

/** Everyday programs that are taken from this host as they are. */
export const nativeTools: readonly string[] = unique(bases.flatMap(baseTools)).filter(
  (tool) => !played.has(tool),
);

function unique<T>(items: readonly T[]): readonly T[] {
  return [...new Set(items)];
}
